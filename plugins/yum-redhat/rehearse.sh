#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What dnf would do with the repository of standard input, tried with repositories, cache and log of its own: nothing of the
# system is changed, no lock of it is needed, nothing is left behind. Arguments and answer: see rehearsal.h.
#
# After lists.sh. A package that begins with "!" is kept out. The option -C means: with what the cache holds, nothing is fetched.
# Addresses are a secret: @LIST@ stands for those of the list in what dnf says.
set -u
export LC_ALL=C
umask 022
list=$1 key_length=$2 keep=$3 options=$4
shift 4
folder=/etc/yum.repos.d system=/var/cache/dnf
# a bundle is all there is
bundle=${SLIPWAY_DNF_CONFIG-}
[ -z "$bundle" ] || system=${bundle%/*}/cache

work=$(mktemp -d /var/tmp/slipway.XXXXXXXXXX) || exit 70
trap 'rm -rf "$work"' EXIT
trap 'exit 71' HUP INT PIPE TERM
mkdir "$work/repos" "$work/cache" "$work/log"
if [ "$key_length" -gt 0 ]; then
  head -c "$key_length" > "$work/key.asc"
fi
(umask 077; sed "s|@KEYRING@|$work/key.asc|g" > "$work/list")
comments () {
  sed -e '/^[[:space:]]*baseurl/d' -e '/^[[:space:]]*gpgkey/d' -e '/^#[[:space:]]*Version:/d' "$1" | sha256sum
}
if [ "$keep" = yes ] && [ -f "$list" ] && [ "$(comments "$list")" = "$(comments "$work/list")" ]; then
  cp -p "$list" "$work/list"
  kept=yes
fi

sources () {
  sed -n 's/^[[:space:]]*\[\([^]]*\)\].*/\1/p' "$1" | while read -r id; do
    printf "F %s\trepo '%s\n" "$2" "$id"
  done
}
: > "$work/hide"
if [ -n "$bundle" ]; then
  rm -f "$work/list"
  ln -s "${bundle%/*}"/repos.d/*.repo "$work/repos/"
elif [ -s "$work/list" ]; then
  # with and without a user
  sed -n 's/^[[:space:]]*baseurl[[:space:]]*=[[:space:]]*//p' "$work/list" | tr -s ' \t,' '\n' | grep ':/' |
    sed -e 's|/*$||' -e 's/[][\.*^$|]/\\&/g' -e 'h; s#//[^/@]*@#//#; H; x' | sed 's/.*/s|&|@LIST@|g/' > "$work/hide"
  sources "$work/list" "$list"
  mv "$work/list" "$work/repos/${list##*/}"
fi
for file in "$folder"/*.repo /etc/yum/repos.d/*.repo /etc/distro.repos.d/*.repo; do
  [ -f "$file" ] && [ "$file" != "$list" ] && [ -z "$bundle" ] || continue
  ln -s "$file" "$work/repos/"
  sources "$file" "$file"
done

cached=no
for argument in "$@"; do
  [ "$argument" != -C ] || cached=yes
done
# what the system has already need not come once more
for entry in "$system"/*; do
  if [ -d "$entry" ]; then
    mkdir "$work/cache/${entry##*/}"
    for part in "$entry"/*; do
      # a key that was trusted once does not count when the repositories are tried: the files name those that do
      case ${part##*/},$cached in packages,* | pubring,no) continue ;; esac
      cp -a "$part" "$work/cache/${entry##*/}/" 2> /dev/null
    done
  else
    case $entry in *.solv | *.solvx) cp -a "$entry" "$work/cache/" ;; esac
  fi
done

quiet=
for plugin in subscription-manager product-id upload-profile; do
  if [ -e "/etc/dnf/plugins/$plugin.conf" ]; then
    quiet="$quiet --disableplugin=$plugin"
  fi
done

# why each package is there is known in this folder; to look at it is to write to it
cp -a /var/lib/dnf "$work/lib" 2> /dev/null || mkdir "$work/lib"
rm -f "$work/lib/"*.pid

# The package manager with its own places. Whatever the server's configuration says, nothing is answered with yes, and rpm would
# only test. Plugins that write files of the system, or talk about what they did, stay away.
run () {
  dnf ${bundle:+"--config=$bundle"} --setopt=reposdir="$work/repos" --setopt=cachedir="$work/cache" --setopt=logdir="$work/log" \
    --setopt=persistdir="$work/lib" \
    --setopt='*.skip_if_unavailable=1' --setopt=retries=2 --setopt=timeout=20 --setopt=color=never --setopt=tsflags=test \
    --setopt=clean_requirements_on_remove=0 \
    $quiet "$@" < /dev/null
}

say () {
  sed -f "$work/hide" -e 's#//[^/@ ]*@#//#g' -e "s|$work/repos/|$folder/|g" \
    -e "s|file://$work/key.asc|the key of $list|g" -e "s|$work/key.asc|the key of $list|g" -e "s/^/$1 /" "$2"
}

has_same_indices () {
  for index in "$work/cache"/*/repodata/repomd.xml; do
    cmp -s "$index" "$system${index#"$work/cache"}" || return 1
  done
}

if [ "$cached" = no ]; then
  # yes to one question only: whether the key that the repository's file names is to be taken, for this cache
  run -y --refresh makecache > "$work/out" 2>&1
  status=$?
  say U "$work/out"
  echo "X update $status"
  # with the files as they are and the same indices, the system's own lists are as new as these
  if [ "$status" -eq 0 ] && [ -n "${kept-}" ] && has_same_indices; then
    lists
  fi
fi

held=" $(sed -n -e '/^[#!]/d' -e 's/-[0-9]*:[^:]*$//p' /etc/dnf/plugins/versionlock.list 2> /dev/null |
  tr '\n' ' ')"

# rpm is asked once for all of them: they are many
names=
if [ "$options" -gt 0 ]; then
  rpm -qa --nodigest --nosignature --qf '%{NAME} %{ARCH} %{EVR}\n' | grep -v '^gpg-pubkey ' > "$work/installed"
  names=" $(cut -d ' ' -f 1 "$work/installed" | tr '\n' ' ')"
fi
is_there () {
  case $names in
  *" $1 "*) ;;
  *) rpm -q --quiet -- "$1" ;;
  esac
}

# what is there already stays, what is not there can't be brought up to date, what is held stays
choose () {
  case $verb in
  install) ! is_there "$1" ;;
  upgrade)
    case $held in
    *" $1 "*)
      echo "H $1"
      return 1
      ;;
    esac
    is_there "$1"
    ;;
  esac
}

count=$# verb=
: > "$work/refused"
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  if [ "$options" -gt 0 ]; then
    options=$((options - 1))
    case $argument in
    install) verb=install ;;
    upgrade) verb=upgrade ;;
    all) verb=all wanted=yes argument=upgrade ;;
    exactly) verb=exactly argument=install ;;
    esac
    set -- "$@" "$argument"
    continue
  fi
  case $argument in
  !*)
    echo "${argument#!}" >> "$work/refused"
    # what is there and excluded could not even make room
    rpm -q --quiet -- "${argument#!}" || set -- "$@" "--exclude=${argument#!}"
    continue
    ;;
  esac
  if [ "$verb" = exactly ] || choose "$argument"; then
    wanted=yes
    set -- "$@" "$argument"
  fi
done

format='Package: %{name}\nArchitecture: %{arch}\nVersion: %{evr}\nFile: %{name}-%{version}-%{release}.%{arch}.rpm\nSize: %{downloadsize}\nBytes: %{installsize}\nConflicts: %{conflicts}\nObsoletes: %{obsoletes}\nProvides: %{provides}\n'
# Lists come with a line for each entry. An old package that is made obsolete can't stay, as if there was a conflict.
stanzas () {
  awk -v all="$1" '
    function end () {
      if (name == "") return
      print "C Package: " name; print "C Architecture: " value["Architecture"]; print "C Version: " value["Version"]
      print "C Installed-Size: " int ((value["Bytes"] + 1023) / 1024)
      print "C Provides: " value["Provides"]
      print "C Conflicts: " value["Conflicts"]
      print "C Breaks: " value["Obsoletes"]; print "C "
      if (all == "new") print value["File"], value["Size"] > files
      name = ""
    }
    /^(Package|Architecture|Version|File|Size|Bytes|Conflicts|Obsoletes|Provides):/ {
      key = $1; sub (":.*", "", key)
      if (key == "Package") { end (); name = $2; split ("", value); next }
      sub (/^[A-Za-z]*: */, ""); value[key] = $0; next
    }
    NF { value[key] = value[key] (value[key] == "" ? "" : ", ") $0 }
    END { end () }' files="$work/files"
}

if [ -n "$verb" ] && [ -z "${wanted-}" ]; then
  echo "X simulate 0"
elif [ -n "$verb" ]; then
  run --assumeno --setopt=assumeyes=0 "$@" > "$work/out" 2> "$work/err"
  status=$?
  # "no" to the only question means that there is a solution
  if grep -q '^Operation aborted' "$work/out" "$work/err"; then
    status=0
  fi
  say S "$work/out"
  say E "$work/err"
  sed 's/^/S =/' "$work/installed"
  # a plan that is tried once more has its sizes and conflicts
  if [ "$status" -eq 0 ] && [ "$verb" != exactly ]; then
    : > "$work/files"
    # what comes in by name, in all its versions; and what stays out
    names=$(sed -n 's/^ \([A-Za-z0-9][^ ]*\).*/\1/p' "$work/out")
    if [ -n "$names" ]; then
      run -q -C repoquery --qf "$format" $names 2> /dev/null | stanzas new
      rpm -q --qf 'Package: %{NAME}\nArchitecture: %{ARCH}\nVersion: %{EVR}\nBytes: %{SIZE}\nProvides: [%{PROVIDENAME}, ]\n' $names 2> /dev/null | stanzas old
      while read -r file size; do
        set -- "$system"/*/packages/"$file"
        [ -f "$1" ] || echo "P $file $size"
      done < "$work/files"
    fi
    if [ -s "$work/refused" ]; then
      run -q -C repoquery --qf "$format" $(cat "$work/refused") > "$work/known" 2> /dev/null
      {
        sed -n 's/^Package: //p' "$work/known"
        rpm -q --qf '%{NAME}\n' $(cat "$work/refused") 2> /dev/null | grep -v ' '
      } | sort -u | sed 's/^/K /'
      stanzas old < "$work/known"
    fi
  fi
  echo "X simulate $status"
fi
echo "X end 0"
