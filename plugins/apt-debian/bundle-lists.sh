#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The signed lists of this server's repositories as repositories that are folders, for servers that can't reach them: a compressed tar
# archive on standard output. Addresses, which may be a secret, are not in it.
#
#   sources                       NUMBER<TAB>SUITE<TAB>COMPONENTS, a line for each repository
#   repo/NUMBER/dists/SUITE/…     InRelease (or Release and Release.gpg) and Packages, as they were signed
set -u
export LC_ALL=C
umask 022
work=$(mktemp -d /var/tmp/slipway.XXXXXXXXXX) || exit 70
trap 'rm -rf "$work"' EXIT
trap 'exit 71' HUP INT PIPE TERM
mkdir -p "$work/tree/repo" "$work/parts"

fail () {
  echo "$1" >&2
  exit 72
}

apt-get indextargets --format '$(BASE_URI)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(METAKEY)|$(FILENAME)' \
  'Created-By: Packages' > "$work/targets" || fail "apt-get indextargets failed"
cut -d '|' -f 1 "$work/targets" | sort -u > "$work/bases"

while IFS='|' read -r base repo suite component key file; do
  number=$(grep -nxF -- "$base" "$work/bases" | cut -d : -f 1)
  prefix=${file%"_$(printf %s "$key" | tr / _)"}
  to=$work/tree/repo/$number/${base#"$repo"}
  for list in "$file" "$file".*; do
    [ -f "$list" ] && break
  done
  # what was never refreshed is not there, and is missed where it is needed
  [ -f "$list" ] && { [ -f "${prefix}_InRelease" ] || [ -f "${prefix}_Release.gpg" ]; } || continue
  mkdir -p "$to$(dirname "$key")"
  /usr/lib/apt/apt-helper cat-file "$list" > "$to$key" || fail "a list can't be read: $suite $component"
  for name in InRelease Release Release.gpg; do
    [ ! -f "${prefix}_$name" ] || cp "${prefix}_$name" "$to$name"
  done
  digest=$(sha256sum < "$to$key")
  cat "$to"*Release | grep -q "^ *${digest%% *} .* ${key}\$" || fail "what is signed for $suite $component is a compressed list only"
  echo "$suite" > "$work/parts/$number.suite"
  [ -z "$component" ] || echo "$component" >> "$work/parts/$number.components"
done < "$work/targets"

for file in "$work"/parts/*.suite; do
  [ -f "$file" ] || fail "there are no signed lists; run apt-get update on the server first"
  number=${file##*/}
  number=${number%.suite}
  components=$(sort -u "$work/parts/$number.components" 2> /dev/null | tr '\n' ' ')
  printf '%s\t%s\t%s\n' "$number" "$(cat "$file")" "${components% }" >> "$work/tree/sources"
done
tar -C "$work/tree" --sort=name --owner=0 --group=0 --numeric-owner -czf - sources repo
