#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What rpm put beside edited configuration files, see the same script of apt-debian: new defaults, and old ones that it replaced.
#   L added removed path     lines that the new one has and has not     X end 0    the last line
set -u
export LC_ALL=C
find /etc -xdev -type f \( -name '*.rpmnew' -o -name '*.rpmsave' \) 2> /dev/null |
  grep -v '[^ -~]' | sort | head -n 500 | while read -r path; do
  live=${path%.*}
  [ -f "$live" ] || live=/dev/null
  printf 'L %s %s %s\n' "$(diff "$live" "$path" | grep -c '^>')" "$(diff "$live" "$path" | grep -c '^<')" "$path"
done
echo "X end 0"
