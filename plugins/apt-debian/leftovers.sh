#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Configuration files that an upgrade put beside those that were edited. Contents stay here: they may hold passwords.
#   L added removed path     lines that the new one has and has not     X end 0    the last line
set -u
export LC_ALL=C
find /etc -xdev -type f \( -name '*.dpkg-dist' -o -name '*.dpkg-new' -o -name '*.ucf-dist' -o -name '*.ucf-new' \) 2> /dev/null |
  grep -v '[^ -~]' | sort | head -n 500 | while read -r path; do
  live=${path%.*}
  [ -f "$live" ] || live=/dev/null
  printf 'L %s %s %s\n' "$(diff "$live" "$path" | grep -c '^>')" "$(diff "$live" "$path" | grep -c '^<')" "$path"
done
echo "X end 0"
