#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# After locks.sh. Who holds apt's locks, and whether dpkg was interrupted. Each line of the answer begins with a letter and a space:
#   L path<TAB>pid<TAB>unit<TAB>command<TAB>seconds   a lock that is held: by whom, for how long that process has run
#   A  dpkg --audit      J  a file in dpkg's journal      X end 0    the last line
for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/cache/apt/archives/lock /var/lib/apt/lists/lock; do
  kernel_lock "$lock"
done
dpkg --audit 2>&1 | sed 's/^/A /'
# dpkg merges its journal into its database at the end of each run: what is left of it tells of an interrupted one
for file in /var/lib/dpkg/updates/[0-9]*; do
  if [ -e "$file" ]; then
    echo "J $file"
  fi
done
echo "X end 0"
