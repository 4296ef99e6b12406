#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Make rpm trust the key in the file $1, and disable the modules $2 …, also those that a repository may offer later only.
export LC_ALL=C
rpm --import "$1" || exit 1
shift
[ -d /etc/dnf/modules.d ] || exit 0
for module in "$@"; do
  file=/etc/dnf/modules.d/$module.module
  dnf -q -y module disable "$module" < /dev/null > /dev/null 2>&1
  grep -qs '^state=disabled' "$file" ||
    printf '[%s]\nname=%s\nstream=\nprofiles=\nstate=disabled\n' "$module" "$module" > "$file" || exit 1
done
