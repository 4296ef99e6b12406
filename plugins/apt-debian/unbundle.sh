#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# After unpack.sh. The lists of a bundle become repositories of an apt of their own: APT_CONFIG=FOLDER/apt.conf is all it takes to use it, and without it
# nothing is different. Which key a repository has to be signed by is known by this server, never by the bundle: those keys are
# tried that its own sources name, then those that apt trusts for all of them. It is apt that looks at signatures, digests and dates.
#
#   $1      the archive, which goes          $2      the folder
#
# Answer, each line begins with a letter and a space:
#   R suite      a repository that can be used          F suite<TAB>address   one that can't be          U text     what apt says of it
#   X end 0      the last line
set -u
export LC_ALL=C
umask 022
folder=$2

unpack "$1" "$folder" sources repo
mkdir -p -- "$folder/lists/partial" "$folder/sources.list.d" "$folder/try" && chmod 755 -- "${folder%/*}" || exit 73
[ -s "$folder/sources" ] || exit 75

printf '#clear APT::Update::%s;\n' Pre-Invoke Post-Invoke Post-Invoke-Success > "$folder/apt.conf"
cat >> "$folder/apt.conf" <<END
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$folder/sources.list.d";
Dir::State::Lists "$folder/lists";
Dir::Cache::pkgcache "$folder/pkgcache.bin";
Dir::Cache::srcpkgcache "";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";
END
export APT_CONFIG="$folder/apt.conf"

{
  sed -n 's/^[[:space:]]*deb[^#]*signed-by=\(\/[^] ,]*\).*/\1/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
  sed -n 's/^[Ss]igned-[Bb]y:[[:space:]]*\(\/[^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
} 2> /dev/null | sort -u > "$folder/keys"

# A repository with one key: does apt take it?
try () {
  printf 'deb [by-hash=no%s] copy:%s %s %s\n' "${1:+ signed-by=$1}" "$folder/repo/$number" "$suite" "$components" \
    > "$folder/try/$number.list"
  apt-get -q -o Dir::Etc::SourceParts="$folder/try" update -o APT::Update::Error-Mode=any > "$folder/out" 2>&1 < /dev/null
}

# a bundle is nothing to be believed: its words go into a file that apt reads
tab=$(printf '\t')
while IFS=$tab read -r number suite components; do
  case $number in '' | *[!0-9]*) exit 75 ;; esac
  case $suite$components in *[!A-Za-z0-9._/\ -]*) exit 75 ;; esac
  good=
  while read -r key; do
    [ -z "$key" ] || [ -f "$key" ] || continue
    if try "$key"; then
      good=yes
      break
    fi
    # the key was right, or it would not have come this far
    ! grep -qE 'is expired|is not valid yet' "$folder/out" || break
  done <<END
$(cat "$folder/keys")

END
  if [ -n "$good" ]; then
    mv "$folder/try/$number.list" "$folder/sources.list.d/"
    echo "R $suite"
  else
    rm -f "$folder/try/$number.list"
    printf 'F %s\tcopy:%s\n' "$suite" "$folder/repo/$number"
    sed 's/^/U /' "$folder/out"
  fi
done < "$folder/sources"
echo "X end 0"
