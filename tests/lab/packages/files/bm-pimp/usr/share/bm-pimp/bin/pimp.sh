#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Share 40 % of the memory above 6144 MB among the services.
set -e
total=$(awk '/^MemTotal:/ { print int ($2 / 1024) }' /proc/meminfo)
spare=$((total > 6144 ? (total - 6144) * 40 / 100 : 0))
mkdir -p /etc/bm/default
for pair in bm-core:40 bm-elasticsearch:30 bm-node:5 bm-webserver:10 bm-tika:5; do
  share=$((spare * ${pair#*:} / 100))
  printf 'MEM=%d\nDMEM=%d\n' $((256 + share)) $((128 + share / 4)) >"/etc/bm/default/${pair%:*}.ini"
done
