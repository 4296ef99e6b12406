#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# configure-postfix.sh main | storage RELAY: written when the server receives its tag, and only then.
set -e
# Debian's postfix, told by debconf to configure nothing, leaves no files to start from.
[ -e /etc/postfix/main.cf ] || cp /usr/share/postfix/main.cf.debian /etc/postfix/main.cf
[ -e /etc/postfix/master.cf ] || cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
case $1 in
  main)
    postconf -e inet_interfaces=all
    ;;
  storage)
    # One at a time: postconf writes several in an order of chance.
    postconf -e inet_interfaces=loopback-only
    postconf -e "relayhost=[$2]"
    # A storage server filters nothing.
    touch /etc/bm/bm-milter.disabled
    systemctl --quiet disable bm-milter
    systemctl stop bm-milter
    ;;
esac
systemctl restart postfix
