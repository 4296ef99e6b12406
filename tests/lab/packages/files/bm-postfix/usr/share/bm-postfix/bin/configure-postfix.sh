#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# configure-postfix.sh main | storage RELAY: written when the server receives its tag, and only then.
set -e
case $1 in
  main)
    postconf -e inet_interfaces=all
    ;;
  storage)
    postconf -e inet_interfaces=loopback-only "relayhost=[$2]"
    # A storage server filters nothing.
    touch /etc/bm/bm-milter.disabled
    systemctl --quiet disable bm-milter
    systemctl stop bm-milter
    ;;
esac
systemctl restart postfix
