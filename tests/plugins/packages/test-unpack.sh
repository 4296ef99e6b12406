#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What of an archive of lists comes out, and what of a hostile one does not: TAP.
set -u
scripts=$1
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
number=0 bad=0

check () {
  number=$((number + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $number - $1"
  else
    echo "not ok $number - $1"
    printf '# %s, not %s\n' "$2" "$3"
    bad=1
  fi
}

# the files of a folder as an archive, unpacked: what is there then, and how it ended
try () {
  (cd "$work/in" && tar -czf "$work/archive" -- *)
  printf '. %s/unpack.sh\nunpack "$@"\n' "$scripts" > "$work/script"
  sh "$work/script" "$work/archive" "$work/out" repo 2> /dev/null
  echo "$? $([ ! -d "$work/out" ] || (cd "$work/out" && find . -type f | sort | tr '\n' ' '))"
  rm -rf "$work/in/repo" "$work/in/other"
  mkdir -p "$work/in/repo"
}

echo 1..5
mkdir -p "$work/in/repo" "$work/in/other" "$work/out"
echo a > "$work/in/repo/a"
echo b > "$work/in/other/b"
echo old > "$work/out/old"
check "what is named comes out, and nothing else is there" "$(try)" "0 ./repo/a "
check "the archive is gone" "$([ -e "$work/archive" ] && echo there)" ""
ln -s /etc "$work/in/repo/link"
check "a link is refused" "$(try)" "75 "
echo a > "$work/in/repo/a"
ln "$work/in/repo/a" "$work/in/repo/b"
check "so is a file with two names" "$(try)" "75 "
head -c 60000000 /dev/zero > "$work/in/repo/zero"
check "and what is much more than its size promises" "$(try | cut -c 1-2)" "74"
exit $bad
