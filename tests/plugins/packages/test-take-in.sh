#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the scripts do with packages that are passed on, in a folder of the test's own: TAP.
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

digest () {
  printf %s "$1" | sha256sum | cut -d ' ' -f 1
}

one=$(digest one) two=$(digest two)
echo 1..9

mkdir "$work/staging" "$work/archives"
printf one > "$work/staging/$one"
printf other > "$work/staging/$two"
answer=$(printf '%s\n' "$one $work/archives/one.deb" "$two $work/archives/two.deb" | sh "$scripts/take-in.sh" "$work/staging")
check "what fits is taken, what does not is refused" "$answer" "D $one 3
B $two
X end 0"
check "only what fits is in its place, and nothing else" "$(ls -A "$work/archives")" one.deb
check "nothing waits any more" "$([ -e "$work/staging" ] && echo there)" ""

mkdir -p "$work/staging"
printf old > "$work/staging/$two"
answer=$(echo "$one" | sh "$scripts/staging.sh" "$work/staging" "$work/archives" | sed 's/^S [1-9][0-9]*$/S number/')
check "what does not come any more goes" "$answer$(ls -A "$work/staging")" "S number
X end 0"

printf one > "$work/staging/$one"
answer=$(echo "$one" | sh "$scripts/staging.sh" "$work/staging" "$work/archives" | grep '^D')
check "what came already is told" "$answer" "D $one 3"

answer=$(echo "$one" | sh "$scripts/spool.sh" "$work/spool" look)
check "a look makes no folder" "$answer$([ -e "$work/spool" ] && echo there)" "X end 0"
echo "$one" | sh "$scripts/spool.sh" "$work/spool" keep > /dev/null
check "the folder is for nobody else" "$(stat -c %a "$work/spool")" 700
printf one > "$work/spool/$one"
printf false > "$work/spool/$two"
answer=$(printf '%s\n' "$one" "$two" | sh "$scripts/spool.sh" "$work/spool" keep | grep '^D')
check "what is not what its name says is not told" "$answer" "D $one 3"
check "and is removed" "$(ls "$work/spool")" "$one"
exit $bad
