#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Who holds a lock, for the state scripts of the families, which follow it: a line `L path<TAB>pid<TAB>unit<TAB>command<TAB>seconds`.
set -u
export LC_ALL=C

# $1 path of the lock, $2 process
holder () {
  command=$(tr '\000\t\n' '   ' < "/proc/$2/cmdline" 2> /dev/null | cut -c1-200)
  unit=$(sed -n 's/^0:://p; s/^[0-9]*:name=systemd://p' "/proc/$2/cgroup" 2> /dev/null | head -n 1)
  # field 22 of stat is the start in ticks since boot; the command before it may hold spaces
  set -- "$1" "$2" $(sed 's/^.*) //' "/proc/$2/stat" 2> /dev/null)
  read -r uptime _ < /proc/uptime
  age=$((${uptime%.*} - ${22:-0} / $(getconf CLK_TCK)))
  printf 'L %s\t%s\t%s\t%s\t%s\n' "$1" "$2" "${unit##*/}" "$command" "$age"
}

# the kernel tells what is locked by inode; its device is of no use on stacked file systems (overlay, btrfs)
kernel_lock () {
  inode=$(stat -c %i "$1" 2> /dev/null) || return 0
  while read -r _ type _ mode pid file _; do
    [ "$type" = POSIX ] && [ "$mode" = WRITE ] && [ "${file##*:}" = "$inode" ] && [ "$pid" -gt 0 ] || continue
    # the same inode number on another file system is no lock of ours
    ls -l "/proc/$pid/fd" 2> /dev/null | grep -qF -- "-> $1" || continue
    holder "$1" "$pid"
    return 0
  done < /proc/locks
}
