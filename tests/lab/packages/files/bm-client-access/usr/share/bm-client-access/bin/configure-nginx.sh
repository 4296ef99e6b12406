#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Write the product's virtual host anew and enable the variant that fits: /setup has no password until one was set.
set -e
with=bm-client-access
without=bm-client-access-without-password
for name in $with $without; do
  install -m 644 "/usr/share/bm-client-access/conf/$name" "/etc/nginx/sites-available/$name"
done
case @MINOR@ in
  4.*) [ -e /etc/nginx/sw.htpasswd ] && chosen=$with other=$without || chosen=$without other=$with ;;
  *) chosen=$with other=$without ;;
esac
rm -f "/etc/nginx/sites-enabled/$other"
ln -sf "../sites-available/$chosen" "/etc/nginx/sites-enabled/$chosen"
if [ -d /run/systemd/system ]; then
  nginx -t -q
  systemctl reload-or-restart nginx
fi
