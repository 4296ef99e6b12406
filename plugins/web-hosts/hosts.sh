#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Which web hosts are enabled, and which were when an update began.
#   E name target    enabled now     R name target    remembered     X end 0    the last line
set -u
export LC_ALL=C
for link in /etc/nginx/sites-enabled/*; do
  [ -L "$link" ] && echo "E ${link##*/} $(readlink -- "$link")"
done
if [ -f "$1" ]; then
  sed 's/^/R /' "$1"
fi
echo "X end 0"
