#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# After locks.sh and lists.sh. Who holds the locks of dnf and rpm, and whether a transaction was interrupted. Each line of the answer
# begins with a letter and a space, see manager-state.h.

# dnf writes its process into files; one that is dead holds nothing
file_lock () {
  pid=
  read -r pid < "$1" 2> /dev/null || [ -n "$pid" ] || return 0
  case $pid in *[!0-9]* | '') return 0 ;; esac
  # the number may have been given to another process since, in a container at its next start for instance
  case $(tr '\000' ' ' < "/proc/$pid/cmdline" 2> /dev/null) in
  *dnf* | *yum* | *[Pp]ackage[Kk]it*) holder "$1" "$pid" ;;
  esac
}

for lock in /var/lib/dnf/rpmdb_lock.pid /var/cache/dnf/metadata_lock.pid /var/cache/dnf/download_lock.pid \
  /var/run/dnf.pid; do
  if [ -f "$lock" ]; then
    file_lock "$lock"
  fi
done
kernel_lock "$(rpm --eval %_dbpath 2> /dev/null)/.rpm.lock"

# a new version and the old one together: the transaction did not get as far as to remove the old one; kernels and keys may be
# there more than once
rpm -qa --nodigest --nosignature --qf '%{NAME}.%{ARCH}\n' 2> /dev/null | grep -vE '^(kernel|gpg-pubkey|installonlypkg)' | sort | uniq -d |
  sed 's/.*/A & is installed in two versions/'
lists
echo "X end 0"
