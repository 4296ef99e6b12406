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

missing= local=
# dnf takes a second to start: it is asked only where a folder is among the repositories
! cat /etc/yum.repos.d/*.repo 2> /dev/null | grep -vE '^[[:space:]]*(#|gpgkey)' | grep -q 'file:/' || local=yes
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
    if [ -n "$local" ] && dnf -q -C repoquery --location "${name%%:*}-$version" 2> /dev/null | grep -q '^file:'; then
      continue
    fi
    echo "M $package"
    missing="$missing ${name%%:*}-${version#*:}.${arch%\*}"
  elif rpm -K -- "$found" 2> /dev/null | grep -q ': digests signatures OK$'; then
    have=$(sha256sum < "$found")
    echo "F ${have%% *} $found"
  else
    echo "B $found"
  fi
done

# What the index says of those that are not there, and where dnf would put them; of several of a name, that of the newest index.
index () {
  case $1 in
  *.gz) gzip -dc -- "$1" ;;
  *.xz) xz -dc -- "$1" ;;
  *.zst) zstd -dcq -- "$1" ;;
  *.xml) cat -- "$1" ;;
  esac 2> /dev/null
}
[ -z "$missing" ] || for primary in $(ls -t /var/cache/dnf/*/repodata/*primary.xml* 2> /dev/null); do
  index "$primary" | awk -v folder="${primary%/repodata/*}/packages" -v missing="$missing" '
    BEGIN { count = split (missing, wanted, " ") }
    /<checksum type="sha256"/ { digest = $0; gsub (/.*<checksum[^>]*>|<\/checksum>.*/, "", digest) }
    /<location .*href="/ {
      file = $0; sub (/.*href="/, "", file); sub (/".*/, "", file); sub (/.*\//, "", file)
      for (i = 1; i <= count; i++) {
        start = wanted[i]
        if (substr (start, length (start)) != ".") start = start "."
        rest = substr (file, length (start) + 1)
        if (index (file, start) != 1 || (rest != "rpm" && (start != wanted[i] || rest !~ /^(noarch|x86_64|aarch64|ppc64le|s390x)\.rpm$/))) continue
        if (digest ~ /^[0-9a-f]+$/ && length (digest) == 64) print "W", digest, folder "/" file
      }
      digest = ""
    }'
done | awk '{ file = $3; sub (/.*\//, "", file) } !(file in seen) { seen[file] = 1; print }'
echo "X end 0"
