#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Are the packages that were fetched what was signed? dnf compares a file of its cache with the index before it takes it; here the
# digests inside of it and its signature are looked at once more, by rpm and the keys that it trusts.
#
#   $1 …    name=version
#
# Answer: see archives.h.
set -u
export LC_ALL=C

for package in "$@"; do
  version=${package#*=}
  name=${package%%=*}
  arch=${name#*:}
  [ "$arch" != "$name" ] || arch='*'
  found=
  for file in /var/cache/dnf/*/packages/"${name%%:*}-${version#*:}".$arch.rpm; do
    [ -f "$file" ] || continue
    found=$file
    break
  done
  if [ -z "$found" ]; then
    # a repository that is a folder of this server is read where it is
    if dnf -q -C repoquery --location "${name%%:*}-$version" 2> /dev/null | grep -q '^file:'; then
      continue
    fi
    echo "M $package"
  elif rpm -K -- "$found" 2> /dev/null | grep -q ': digests signatures OK$'; then
    have=$(sha256sum < "$found")
    echo "F ${have%% *} $found"
  else
    echo "B $found"
  fi
done
echo "X end 0"
