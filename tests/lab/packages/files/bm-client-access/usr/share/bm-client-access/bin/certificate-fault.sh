#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Which certificate nginx shows: the server's own, or another one while false-certificate is set (a lab's fault).
set -e
own=/etc/ssl/certs/bm_cert.pem
shown=$own
if grep -q '^false-certificate=.' /etc/bm-twin/settings.ini 2>/dev/null; then
  shown=/var/lib/bm-twin/false_cert.pem
  mkdir -p /var/lib/bm-twin
  [ -e "$shown" ] || /usr/share/bm-client-access/bin/create-certificate.sh "$(hostname -f 2>/dev/null || hostname)" "$shown"
fi
wanted="ssl_certificate $shown; ssl_certificate_key $shown;"
if [ "$(cat /etc/nginx/bm-certificate.conf 2>/dev/null)" != "$wanted" ]; then
  echo "$wanted" >/etc/nginx/bm-certificate.conf
  [ ! -d /run/systemd/system ] || ! systemctl --quiet is-active nginx || systemctl reload nginx
fi
