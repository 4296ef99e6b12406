#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Where packages wait until they are believed: a folder that no package manager looks into.
#
#   $1      the folder          $2    where they will go          stdin   digests that will come, a line each
#
# What is there of an earlier try and does not come any more is removed. Answer:
#   D digest bytes     it has come already          S bytes    that much space is left          X end 0    the last line
set -u
export LC_ALL=C
umask 022
folder=$1 archives=$2

mkdir -p -- "${folder%/*}" && (umask 077; mkdir -p -- "$folder") || exit 73
wanted=" $(tr '\n' ' ')"
for file in "$folder"/*; do
  [ -f "$file" ] || continue
  case $wanted in
  *" ${file##*/} "*) echo "D ${file##*/} $(stat -c %s -- "$file")" ;;
  *) rm -f -- "$file" ;;
  esac
done
# twice, for a moment, where both are on one file system
df -Pk -- "$folder" "$archives" | awk '
  NR > 1 { if (!($6 in left)) { left[$6] = $4; count++ } if (least == "" || $4 < least) least = $4 }
  END    { printf "S %.0f\n", (count == 1 ? least / 2 : least) * 1024 }'
echo "X end 0"
