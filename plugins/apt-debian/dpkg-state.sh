#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Who holds apt's locks, and whether dpkg was interrupted. Each line of the answer begins with a letter and a space:
#   L path<TAB>pid<TAB>unit<TAB>command<TAB>seconds   a lock that is held: by whom, for how long that process has run
#   A  dpkg --audit      J  a file in dpkg's journal      X end 0    the last line
set -u
export LC_ALL=C

# the kernel tells what is locked by inode; its device is of no use on stacked file systems (overlay, btrfs)
holder () {
  inode=$(stat -c %i "$1" 2> /dev/null) || return 0
  while read -r _ type _ mode pid file _; do
    [ "$type" = POSIX ] && [ "$mode" = WRITE ] && [ "${file##*:}" = "$inode" ] && [ "$pid" -gt 0 ] || continue
    # the same inode number on another file system is no lock of ours
    ls -l "/proc/$pid/fd" 2> /dev/null | grep -qF -- "-> $1" || continue
    command=$(tr '\000\t\n' '   ' < "/proc/$pid/cmdline" 2> /dev/null | cut -c1-200)
    unit=$(sed -n 's/^0:://p; s/^[0-9]*:name=systemd://p' "/proc/$pid/cgroup" 2> /dev/null | head -n 1)
    # field 22 of stat is the start in ticks since boot; the command before it may hold spaces
    set -- "$1" $(sed 's/^.*) //' "/proc/$pid/stat" 2> /dev/null)
    read -r uptime _ < /proc/uptime
    age=$((${uptime%.*} - ${21:-0} / $(getconf CLK_TCK)))
    printf 'L %s\t%s\t%s\t%s\t%s\n' "$1" "$pid" "${unit##*/}" "$command" "$age"
    return 0
  done < /proc/locks
}

for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/cache/apt/archives/lock /var/lib/apt/lists/lock; do
  holder "$lock"
done
dpkg --audit 2>&1 | sed 's/^/A /'
# dpkg merges its journal into its database at the end of each run: what is left of it tells of an interrupted one
for file in /var/lib/dpkg/updates/[0-9]*; do
  if [ -e "$file" ]; then
    echo "J $file"
  fi
done
echo "X end 0"
