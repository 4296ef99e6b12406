#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Packages that waited go where the package manager looks for them, those only whose content is what this server's signed index
# says; the others are removed.
#
#   $1      the folder where they wait          stdin   "digest path", a line each: as the index says
#
# Answer:
#   D digest bytes     it is in its place now          B digest    another content          X end 0    the last line
set -u
export LC_ALL=C
umask 022
folder=$1

while read -r digest path; do
  file=$folder/$digest
  [ -f "$file" ] || continue
  have=$(sha256sum < "$file")
  if [ "${have%% *}" != "$digest" ]; then
    echo "B $digest"
  else
    # on another file system, perhaps: never half a file under the name that counts
    mkdir -p -- "${path%/*}" && cp -- "$file" "$path.slipway" && chmod 644 -- "$path.slipway" && sync -- "$path.slipway" &&
      mv -f -- "$path.slipway" "$path" || {
      rm -f -- "$path.slipway"
      exit 73
    }
    # it stays until all are there: two repositories may have it
    echo "D $digest $(stat -c %s -- "$path")"
  fi
done
rm -rf -- "$folder"
echo "X end 0"
