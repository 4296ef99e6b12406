#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# State of the units $@ and the ports that are listened on. A service with /etc/bm/NAME.disabled is off on purpose.
export LC_ALL=C
for unit; do
  if [ -e "/etc/bm/$unit.disabled" ]; then
    echo "off $unit"
  fi
done
systemctl show -p Id -p LoadState -p ActiveState -p UnitFileState -- "$@" 2> /dev/null | sed 's/^/unit /'
for file in /proc/net/tcp /proc/net/tcp6; do
  [ -r "$file" ] || continue
  while read -r _ address _ state _; do
    if [ "$state" = 0A ]; then
      echo "port $((0x${address##*:}))"
    fi
  done < "$file"
done
echo 'end 0'
