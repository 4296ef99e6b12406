#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Are the packages that were fetched what the signed index says? apt looks at the size of a file that is there already, not at
# its digest.
#
#   $1 …    name=version
#
# Each line of the answer begins with a letter and a space:
#   F digest path       as it should be          B path     another content
#   M name=version      not there, or unknown to the index          W digest path     not there, what the index says
#   X end 0             the last line
set -u
export LC_ALL=C
archives=/var/cache/apt/archives

for package in "$@"; do
  apt-cache show "$package" 2> /dev/null | awk -v wanted="$package" '
    /^Package: /      { name = $2 }
    /^Version: /      { version = $2 }
    /^Architecture: / { architecture = $2 }
    /^SHA256: /       { digest = $2 }
    function stanza () {
      if (!found && digest != "") {
        gsub (":", "%3a", version)
        print digest, name "_" version "_" architecture ".deb"
        found = 1
      }
      digest = ""
    }
    /^$/ { stanza () }
    END  { stanza (); if (!found) print "-", wanted }'
done | while read -r digest file; do
  if [ "$digest" = - ]; then
    echo "M $file"
  elif [ ! -f "$archives/$file" ]; then
    echo "M $file"
    echo "W $digest $archives/$file"
  else
    have=$(sha256sum < "$archives/$file")
    if [ "${have%% *}" = "$digest" ]; then
      echo "F $digest $archives/$file"
    else
      echo "B $archives/$file"
    fi
  fi
done
echo "X end 0"
