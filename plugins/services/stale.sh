#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Which processes run code of files that were replaced or removed since, and in which control group they are.
#   P start group file    a process: when it began, in clock ticks since the boot        X end 0    the last line
# Code only: data that is mapped, as locales or data bases, is no reason. Processes of containers have names of files, and of
# units, of their own.
set -u
export LC_ALL=C
cd /proc || exit 70
own=$(readlink self/ns/pid)
grep -sHE -m 1 '^[^ ]+ ..x[^ ]* [^ ]+ [^ ]+ [1-9][0-9]* +/(usr|opt|lib[^/ ]*|bin|sbin)/.* \(deleted\)$' [0-9]*/maps |
  while IFS= read -r line; do
    pid=${line%%/*}
    file=${line#* /}
    group=$(sed -n -e 's/^0:://p' -e 's/^[0-9]*:name=systemd://p' "$pid/cgroup" 2> /dev/null | grep -m 1 '^/system\.slice/') || continue
    [ "$(readlink "$pid/ns/pid")" = "$own" ] || continue
    stat=$(cat "$pid/stat" 2> /dev/null) || continue
    # the name of the process is in brackets and may have anything in it
    # shellcheck disable=SC2086
    set -f -- ${stat##*) }
    printf 'P %s %s /%s\n' "${20}" "$group" "${file% (deleted)}"
  done
echo 'X end 0'
