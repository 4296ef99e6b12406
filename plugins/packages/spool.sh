#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The packages of a folder of the controller, each under its digest. Those that are asked for and are not what their name says are
# removed, and so is what nobody used for a week.
#
#   $1      the folder
#   $2      "keep" makes it and looks at the digests, "look" only looks at sizes
#   stdin   digests, a line each
#
# Answer:
#   D digest bytes     it is there          S bytes    that much space is left          X end 0    the last line
set -u
export LC_ALL=C
folder=$1 mode=$2

if [ "$mode" = keep ]; then
  mkdir -p -- "$folder" && chmod 700 -- "$folder" || exit 73
  find "$folder" -maxdepth 1 -type f -mtime +7 -delete
fi
while read -r digest; do
  [ -f "$folder/$digest" ] || continue
  if [ "$mode" = keep ]; then
    have=$(sha256sum < "$folder/$digest")
    if [ "${have%% *}" != "$digest" ]; then
      rm -f -- "$folder/$digest"
      continue
    fi
    touch -- "$folder/$digest"
  fi
  echo "D $digest $(stat -c %s -- "$folder/$digest")"
done
if [ -d "$folder" ]; then
  echo "S $(($(df -Pk -- "$folder" | awk 'END { print $4 }') * 1024))"
fi
echo "X end 0"
