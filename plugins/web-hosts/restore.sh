#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Enables web hosts again, each only if nginx takes it.
#   $1   the list of what was remembered, which is removed at the end
#   $2 … name and target of each, in turns
# Each line of the answer begins with a letter and a space:
#   D name   done      G name   its file is gone     N name what nginx says     X end 0    the last line
set -u
export LC_ALL=C
list=$1
shift
cd /etc/nginx/sites-enabled || exit 70
changed=
while [ $# -ge 2 ]; do
  name=$1 target=$2
  shift 2
  if [ ! -e "$target" ]; then
    echo "G $name"
    continue
  fi
  ln -s -- "$target" "$name" || exit 71
  if said=$(nginx -t 2>&1); then
    echo "D $name"
    changed=yes
  else
    rm -f -- "$name"
    echo "N $name $(printf '%s' "$said" | head -n 1 | cut -c1-400)"
  fi
done
if [ -n "$changed" ]; then
  nginx -s reload || exit 72
fi
rm -f -- "$list"
echo "X end 0"
