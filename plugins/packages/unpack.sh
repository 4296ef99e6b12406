#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# For the scripts that follow it: `unpack ARCHIVE FOLDER NAME…` makes the folder anew and takes these names out of the archive, which
# goes. A bundle is nothing to be believed: what is no file and no folder (a link would lead out of here), or much more than
# its size promises, ends the script.
unpack () {
  archive=$1 folder=$2
  shift 2
  limit=$(($(stat -c %s -- "$archive") * 12 + 33554432))
  rm -rf -- "$folder"
  mkdir -p -- "$folder" || exit 73
  gzip -dc -- "$archive" | head -c "$limit" | tar -xf - -C "$folder" --no-same-owner --no-same-permissions -- "$@" || exit 74
  rm -f -- "$archive"
  if [ -n "$(find "$folder" ! -type d ! '(' -type f -links 1 ')')" ]; then
    rm -rf -- "$folder"
    echo "the lists of the bundle are not as Slipway makes them: there is a link among them" >&2
    exit 75
  fi
}
