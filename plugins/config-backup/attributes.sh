#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Access control lists and extended attributes of a file or a folder: exactly those of the lines of standard input. Values, which
# may be secret, stay out of arguments; setfattr gets the file by its descriptor, as it has a syntax of its own for names.
set -eu
setfacl --remove-all -- "$1"
while read -r word name value; do
  case $word in
    acl) setfacl --set="$name" -- "$1" ;;
    default) setfacl --default --set="$name" -- "$1" ;;
    xattr) printf '# file: /proc/self/fd/3\n%s=%s\n' "$name" "$value" | setfattr --restore=- 3< "$1" ;;
    remove) setfattr --remove="$name" -- "$1" ;;
  esac
done
