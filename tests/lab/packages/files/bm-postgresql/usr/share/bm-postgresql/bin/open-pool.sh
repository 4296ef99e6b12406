#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# open-pool.sh HOST DATABASE: connect as the installation's user, as the core does.
set -e
value () { sed -n "s/^$1 = //p" /etc/bm/bm.ini; }
pass=$(mktemp)
trap 'rm -f "$pass"' EXIT
printf '%s:5432:%s:%s:%s\n' "$1" "$2" "$(value user)" "$(value password)" >"$pass"
PGPASSFILE=$pass PGCONNECT_TIMEOUT=5 psql -h "$1" -U "$(value user)" -d "$2" -Atqc 'select 1'
