#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Are the packages that were fetched what was signed? dnf compares a file of its cache with the index before it takes it; here the
# digests inside of it and its signature are looked at once more, by rpm and the keys that it trusts. Packages of a bundle are where
# their repository has them: dnf reads a folder in its place.
#
#   $1 …    name=version
#
# Answer: see archives.h.
set -u
export LC_ALL=C
bundle=${SLIPWAY_DNF_CONFIG-} cache=/var/cache/dnf
[ -z "$bundle" ] || cache=${bundle%/*}/cache

# $1 a file, $2 its digest in the index, where that was looked up
check () {
  have=$(sha256sum < "$1")
  have=${have%% *}
  if [ "$have" = "${2-$have}" ] && rpm -K -- "$1" 2> /dev/null | grep -q ': digests signatures OK$'; then
    echo "F $have $1"
  else
    echo "B $1"
  fi
}

index () {
  case $1 in
  *.gz) gzip -dc -- "$1" ;;
  *.xz) xz -dc -- "$1" ;;
  *.zst) zstd -dcq -- "$1" ;;
  *.xml) cat -- "$1" ;;
  esac 2> /dev/null
}

# What the index says of packages, "name-version." or with the architecture behind it, and where dnf would put or find them:
# "digest path name-version." each; of several of a name, that of the newest index, or all, where they are of a bundle.
look_up () {
  for primary in $(ls -t "$cache"/*/repodata/*primary.xml* 2> /dev/null); do
    folder=${primary%/repodata/*}
    name=${folder##*/}
    [ -z "$bundle" ] && folder=$folder/packages || folder=${bundle%/*}/repo/${name%-*}
    index "$primary" | awk -v folder="$folder" -v bundle="$bundle" -v words="$*" '
      BEGIN { count = split (words, wanted, " ") }
      /<checksum type="sha256"/ { digest = $0; gsub (/.*<checksum[^>]*>|<\/checksum>.*/, "", digest) }
      /<location .*href="/ {
        path = $0; sub (/.*href="/, "", path); sub (/".*/, "", path)
        file = path; sub (/.*\//, "", file)
        for (i = 1; i <= count; i++) {
          start = wanted[i]
          if (substr (start, length (start)) != ".") start = start "."
          rest = substr (file, length (start) + 1)
          if (index (file, start) != 1 || (rest != "rpm" && (start != wanted[i] || rest !~ /^(noarch|x86_64|aarch64|ppc64le|s390x)\.rpm$/))) continue
          if (digest ~ /^[0-9a-f]+$/ && length (digest) == 64) print digest, folder "/" (bundle == "" ? file : path), wanted[i]
        }
        digest = ""
      }'
  done | awk -v bundle="$bundle" '
    { file = $2; sub (/.*\//, "", file) }
    bundle != "" || !(file in seen) { seen[file] = 1; print }'
}

# "name=version" as look_up has it
word_of () {
  version=${1#*=} name=${1%%=*}
  arch=${name#*:}
  [ "$arch" != "$name" ] || arch=
  echo "${name%%:*}-${version#*:}.$arch"
}

if [ -n "$bundle" ]; then
  words=$(for package in "$@"; do word_of "$package"; done)
  known=$(look_up $words)
  there=$(echo "$known" | while read -r digest path word; do [ ! -f "$path" ] || echo "$word"; done)
  for package in "$@"; do
    case "
$there
" in
    *"
$(word_of "$package")
"*) ;;
    *) echo "M $package" ;;
    esac
  done
  echo "$known" | while read -r digest path word; do
    [ -n "$digest" ] || continue
    if [ -f "$path" ]; then
      check "$path" "$digest"
    else
      echo "W $digest $path"
    fi
  done
  echo "X end 0"
  exit 0
fi

missing= local=
# dnf takes a second to start: it is asked only where a folder is among the repositories
! cat /etc/yum.repos.d/*.repo 2> /dev/null | grep -vE '^[[:space:]]*(#|gpgkey)' | grep -q 'file:/' || local=yes
for package in "$@"; do
  version=${package#*=}
  name=${package%%=*}
  arch=${name#*:}
  [ "$arch" != "$name" ] || arch='*'
  found=
  for file in "$cache"/*/packages/"${name%%:*}-${version#*:}".$arch.rpm; do
    [ -f "$file" ] || continue
    found=$file
    break
  done
  if [ -n "$found" ]; then
    check "$found"
  # a repository that is a folder of this server is read where it is
  elif [ -z "$local" ] || ! dnf -q -C repoquery --location "${name%%:*}-$version" 2> /dev/null | grep -q '^file:'; then
    echo "M $package"
    missing="$missing $(word_of "$package")"
  fi
done
[ -z "$missing" ] || look_up $missing | sed 's/^/W /; s/ [^ ]*$//'
echo "X end 0"
