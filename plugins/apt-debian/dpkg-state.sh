#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# After locks.sh. Who holds apt's locks, and whether dpkg was interrupted. Each line of the answer begins with a letter and a space:
#   L path<TAB>pid<TAB>unit<TAB>command<TAB>seconds   a lock that is held: by whom, for how long that process has run
#   A  dpkg --audit      J  a file in dpkg's journal      X end 0    the last line
#   R name=version       is wanted and half installed: dpkg was stopped while it unpacked it
#   F name               is wanted and half configured: its script failed, or dpkg was stopped
for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/cache/apt/archives/lock /var/lib/apt/lists/lock; do
  kernel_lock "$lock"
done
audit=$(dpkg --audit 2>&1)
if [ -n "$audit" ]; then
  printf '%s\n' "$audit" | sed 's/^/A /'
  # shellcheck disable=SC2016 # dpkg-query's own names
  dpkg-query -W -f '${db:Status-Want} ${db:Status-Eflag} ${db:Status-Status} ${binary:Package}=${Version}\n' 2> /dev/null |
    sed -nE -e "s/:$(dpkg --print-architecture)=/=/" \
      -e 's/^(install|hold) reinstreq [a-z-]+ (.+=.+)$/R \2/p' \
      -e 's/^(install|hold) ok half-configured (.+)=.*$/F \2/p'
fi
# dpkg merges its journal into its database at the end of each run: what is left of it tells of an interrupted one
for file in /var/lib/dpkg/updates/[0-9]*; do
  if [ -e "$file" ]; then
    echo "J $file"
  fi
done
echo "X end 0"
