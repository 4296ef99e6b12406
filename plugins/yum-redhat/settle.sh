#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Make rpm trust the key in the file $1, and disable the modules $2 …
export LC_ALL=C
rpm --import "$1" || exit 1
shift
for module in "$@"; do
  if command -v dnf > /dev/null && dnf -q -C module list "$module" > /dev/null 2>&1; then
    dnf -q -y -C module disable "$module" < /dev/null || exit 1
  fi
done
