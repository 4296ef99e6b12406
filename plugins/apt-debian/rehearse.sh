#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What apt would do with the repository of standard input, tried in an apt of its own: nothing of the system is changed,
# no lock of it is needed, nothing is left behind.
#
#   $1      path of the repository's list on a server ("/etc/apt/sources.list.d/bm.list")
#   $2      bytes of standard input that are its keyring; the rest is the list, @KEYRING@ stands for the keyring's path
#   $3      "yes": where the server has a list with the same comments, that is the same subscription, its addresses count
#   $4      how many of the arguments after it are options of apt-get
#   $5 …    options, then packages; one that ends with "-" is kept out where it exists; no packages: repositories only
#
# Addresses of the list are a secret: @LIST@ stands for them in what apt says. Each line of the answer begins with a letter and a space, so that what apt prints can't be taken for what we say:
#   F file<TAB>address   a source     U  apt-get update      S, E  apt-get -s, its two streams    P  print-uris, no address
#   H name   a package that was asked for, but is held    C  apt-cache show    X what status    an end    X end 0    the last line
set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
umask 022
list=$1 key_length=$2 keep=$3 options=$4
shift 4

work=$(mktemp -d /var/tmp/slipway.XXXXXXXXXX) || exit 70
trap 'rm -rf "$work"' EXIT
trap 'exit 71' HUP INT PIPE TERM
# apt's own user must get through; the names below it tell the address of the repository
chmod 711 "$work"
mkdir "$work/parts" "$work/lists" "$work/cache"
: > "$work/refused"
chmod 711 "$work/lists"
if [ "$key_length" -gt 0 ]; then
  head -c "$key_length" > "$work/keyring.gpg"
fi
(umask 077; sed "s|@KEYRING@|$work/keyring.gpg|g" > "$work/list")
comments () {
  sed -e '/^[[:space:]]*deb/d' -e '/^#[[:space:]]*Version:/d' "$1" | sha256sum
}
if [ "$keep" = yes ] && [ -f "$list" ] && [ "$(comments "$list")" = "$(comments "$work/list")" ]; then
  cp -p "$list" "$work/list"
fi

addresses () {
  sed '/^[[:space:]]*#/d' "$1" | grep -oE '[a-z][a-z0-9+.-]*:/[^] ]*'
}
: > "$work/hide"
if [ -n "${APT_CONFIG-}" ]; then
  # a bundle is all there is
  rm -f "$work/list"
  ln -s "${APT_CONFIG%/*}"/sources.list.d/*.list "$work/parts/"
elif [ -s "$work/list" ]; then
  # with and without a user: apt leaves that out
  addresses "$work/list" | sed -e 's|/*$||' -e 's/[][\.*^$|]/\\&/g' -e 'h; s#//[^/@]*@#//#; H; x' |
    sed 's/.*/s|&|@LIST@|g/' > "$work/hide"
  mv "$work/list" "$work/parts/${list##*/}"
fi

for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] && [ "$file" != "$list" ] && [ -z "${APT_CONFIG-}" ] || continue
  case $file in */sources.list.d/*) ln -s "$file" "$work/parts/" ;; esac
  # user and password of an address stay here
  addresses "$file" | sed 's#//[^/@]*@#//#' | while read -r address; do
    printf 'F %s\t%s\n' "$file" "$address"
  done
done

# What the system has already need not come once more. Links: apt replaces a list, it never writes into one.
for file in /var/lib/apt/lists/*; do
  [ -f "$file" ] && [ "${file##*/}" != lock ] && ln -s "$file" "$work/lists/"
done

# hooks of other programs would reach out of the folder
printf '#clear APT::Update::%s;\n' Pre-Invoke Post-Invoke Post-Invoke-Success > "$work/apt.conf"
cat >> "$work/apt.conf" <<END
Dir::Etc::SourceParts "$work/parts";
Dir::State::Lists "$work/lists";
Dir::Cache "$work/cache";
Dir::Cache::archives "/var/cache/apt/archives";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "";
Debug::NoLocking "true";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
END

say () {
  sed -f "$work/hide" -e "s|$work/parts/|/etc/apt/sources.list.d/|g" -e "s|$work/keyring.gpg|the keyring of $list|g" -e "s/^/$1 /" "$2"
}

apt-get -q -c "$work/apt.conf" update > "$work/out" 2>&1 < /dev/null
status=$?
say U "$work/out"
echo "X update $status"

# a package that apt never heard of can't come in, and apt-get fails on its name; one that is held stays
held=" $(apt-mark showhold 2> /dev/null | tr '\n' ' ')"
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  if [ "$options" -gt 0 ]; then
    options=$((options - 1))
    [ "$argument" != upgrade ] || wanted=yes
  else
    case $held in
    *" $argument "*)
      echo "H $argument"
      continue
      ;;
    esac
    case $argument in
    *-)
      [ -n "$(apt-cache -c "$work/apt.conf" showpkg "${argument%-}" 2> /dev/null)" ] || continue
      echo "K ${argument%-}"
      echo "${argument%-}" >> "$work/refused"
      ;;
    esac
    wanted=yes
  fi
  set -- "$@" "$argument"
done

simulate () {
  apt-get -q -s -c "$work/apt.conf" "$@" > "$work/out" 2> "$work/err" < /dev/null
}

# Names of packages that came for others and that the new versions do not bear, by what apt-get says.
find_unborne () {
  sed -nE -e 's/^ ([a-z0-9][^ ]*) : Depends: .* but .*/\1/p' -e 's/.* (Conflicts|Breaks): ([a-z0-9][^ ]*) .*/\2/p' \
    "$work/out" "$work/err" | sort -u | grep -vxF "$(apt-mark showmanual)" | tr '\n' ' '
}

if [ -n "${wanted-}" ]; then
  simulate "$@"
  status=$?
  # What is named must stay. In an upgrade those are not named: then they go, and whether they may is a matter of policy.
  unborne=
  case "$status $*" in
  0\ *) ;;
  *' --only-upgrade '*) unborne=" $(find_unborne)" ;;
  esac
  if [ -n "${unborne# }" ]; then
    mv "$work/out" "$work/first.out"
    mv "$work/err" "$work/first.err"
    for argument; do
      shift
      case $unborne in
      *" $argument "*) ;;
      *) set -- "$@" "$argument" ;;
      esac
    done
    if simulate "$@"; then
      status=0
    else
      mv "$work/first.out" "$work/out"
      mv "$work/first.err" "$work/err"
    fi
  fi
  say S "$work/out"
  say E "$work/err"
  echo "X simulate $status"
  if [ "$status" -eq 0 ]; then
    apt-get -qq -y --print-uris -c "$work/apt.conf" "$@" 2> /dev/null < /dev/null |
      sed -n "s/^'[^']*' \(.*\)/P \1/p"
    # what goes and what stays out, too: why it must is in what it provides
    {
      sed -n -e 's/^Inst \([^ ]*\) \(\[[^]]*\] \)*(\([^ ]*\) .*/\1=\3/p' -e 's/^Remv \([^ ]*\) \[\([^]]*\)\].*/\1=\2/p' "$work/out"
      cat "$work/refused"
    } | xargs -r apt-cache -c "$work/apt.conf" show 2> /dev/null |
      sed -nE 's/^((Package|Architecture|Version|Installed-Size|Conflicts|Breaks|Provides): .*)?$/C \1/p'
  fi
fi
echo "X end 0"
