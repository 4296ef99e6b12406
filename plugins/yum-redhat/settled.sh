#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Does rpm know the key $1 (its last 8 digits, lower case), and are the modules $2 … disabled?
export LC_ALL=C
rpm -q "gpg-pubkey-$1" > /dev/null 2>&1 || exit 1
shift
for module in "$@"; do
  if [ -d /etc/dnf/modules.d ] && ! grep -qs '^state=disabled' "/etc/dnf/modules.d/$module.module"; then
    exit 1
  fi
done
