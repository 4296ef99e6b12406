#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A tar archive, on standard output, of what is there of the paths that standard input names: lines `+PATTERN` are kept,
# `-PATTERN` is left out of them; the shell expands the patterns, so that a path that is not there is no mistake. Access control lists and extended attributes are with them.
cd / || exit 2
IFS='
'
set -f
all=$(cat)
set --
for pattern in $all; do
  case $pattern in
    -*) set -- "$@" "--exclude=${pattern#-/}" ;;
  esac
done
set +f
for pattern in $all; do
  case $pattern in
    +*)
      for path in ${pattern#+}; do
        if [ -e "$path" ] || [ -L "$path" ]; then
          printf '%s\0' "${path#/}"
        fi
      done
      ;;
  esac
done | sort -zu | exec tar --create --gzip --format=posix --acls --xattrs --file=- --directory=/ --null --no-unquote --anchored --wildcards \
  --sort=name --warning=no-file-ignored "$@" --files-from=-
