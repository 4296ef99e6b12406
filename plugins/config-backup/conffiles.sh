#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A tar archive, on standard output, about configuration files of packages that were edited.
#   defaults: what the installed packages brought, as @conffiles/default/PATH, each compared with the digest that the package
#     manager knows. From ucf's memory, the package manager's cache, or fetched; one that cannot be had is left out. What was had
#     stays in /var/lib/slipway/conffiles, so that the next backup is quick; what was not is tried again after an hour.
#   leftovers: new defaults that were put beside them, as @conffiles/new/PATH.SUFFIX, and the files, as @conffiles/live/PATH.
set -u
export LC_ALL=C
umask 077
LARGEST=$((64 * 1024 * 1024)) # of a package that is fetched for a file of it, in bytes
PATIENCE=60                   # seconds for all that is fetched
cd / || exit 2

leftovers () {
  find etc -xdev -type f \( -name '*.dpkg-dist' -o -name '*.dpkg-new' -o -name '*.ucf-dist' -o -name '*.ucf-new' \
    -o -name '*.rpmnew' -o -name '*.rpmsave' \) 2> /dev/null | sort | head -n 500 | while read -r path; do
    printf '%s\0' "$path"
    if [ -f "${path%.*}" ]; then
      printf '%s\0' "${path%.*}"
    fi
  done | sort -zu | tar --create --gzip --format=posix --file=- --null --no-unquote --dereference \
    --transform='s,^etc/.*\.\(dpkg-dist\|dpkg-new\|ucf-dist\|ucf-new\|rpmnew\|rpmsave\)$,@conffiles/new/&,' \
    --transform='s,^etc/,@conffiles/live/etc/,' --files-from=-
}
if [ "$1" = leftovers ]; then
  leftovers
  exit
fi

started=$(date +%s)
work=$(mktemp -d /var/tmp/slipway.XXXXXX) || exit 2
trap 'rm -rf -- "$work"' EXIT
trap 'exit 1' HUP INT TERM PIPE
root=$work/@conffiles/default
mkdir -p "$root"
memory=/var/lib/slipway/conffiles
: > "$work/@conffiles/missing"
if [ -n "$(find "$memory/missing" -mmin -60 2> /dev/null)" ]; then
  touch -r "$memory/missing" "$work/@conffiles/missing" "$work/age"
fi

# Lines "DIGEST PATH more", of which those remain whose file has another digest now.
edited () {
  cat > "$work/all"
  while read -r digest path more; do
    printf '%s  %s\n' "$digest" "$path"
  done < "$work/all" | "$1" --check 2> /dev/null | sed -n 's/: FAILED$//p' > "$work/edited"
  while read -r digest path more; do
    if grep -qxF -- "$path" "$work/edited"; then
      printf '%s %s %s\n' "$digest" "$path" "$more"
    fi
  done < "$work/all" | head -n 200
}
# Keeps standard input as the default of $3 when its digest, by $1, is $2.
keep () {
  cat > "$work/content"
  if [ "$("$1" < "$work/content" | cut -d ' ' -f 1)" = "$2" ]; then
    mkdir -p "$root${3%/*}" && mv -f "$work/content" "$root$3"
  fi
}
# Whether nothing has to be done for a default: it is known, or known not to be had.
is_known () {
  if [ -f "$memory/default$3" ] && keep "$@" < "$memory/default$3"; then
    return 0
  fi
  [ -e "$work/age" ] && grep -qxF -- "$2 $3" "$memory/missing" && printf '%s %s\n' "$2" "$3" >> "$work/@conffiles/missing"
}
is_missing () {
  [ -f "$root$2" ] || printf '%s %s\n' "$1" "$2" >> "$work/@conffiles/missing"
}
# What is left of the patience goes into $left.
has_patience () {
  left=$((PATIENCE - $(date +%s) + started))
  [ "$left" -gt 0 ]
}
fetch () {
  has_patience && timeout "$left" "$@" > /dev/null 2>&1 < /dev/null
}
# A path of one that is in the cache, or of one that is fetched now.
find_deb () {
  name=$1_$(printf '%s' "$2" | sed 's/:/%3a/g')_$3.deb
  if [ ! -e "/var/cache/apt/archives/$name" ] && [ ! -e "$work/$name" ]; then
    size=$(apt-cache show "$1:$3=$2" 2> /dev/null | sed -n 's/^Size: //p' | head -n 1)
    if [ -n "$size" ] && [ "$size" -le "$LARGEST" ]; then
      (cd "$work" && fetch apt-get -qq download "$1:$3=$2")
    fi
  fi
  ls "/var/cache/apt/archives/$name" "$work/$name" 2> /dev/null | head -n 1
}
find_rpm () {
  found=$(find /var/cache/dnf /var/cache/yum "$work" -name "$1.rpm" 2> /dev/null | head -n 1)
  if [ -z "$found" ] && has_patience; then
    size=$(timeout "$left" dnf -q -C repoquery --qf '%{downloadsize}' "$1" 2> /dev/null < /dev/null | head -n 1)
    if [ -n "$size" ] && [ "$size" -le "$LARGEST" ]; then
      fetch dnf -q download --destdir "$work" "$1"
    fi
    found=$(find "$work" -maxdepth 1 -name "$1.rpm" | head -n 1)
  fi
  printf '%s' "$found"
}
# A file of an RPM on standard output.
read_rpm () {
  if command -v cpio > /dev/null; then
    rpm2cpio "$1" 2> /dev/null | cpio --quiet --extract --to-stdout ".$2" 2> /dev/null
  elif command -v rpm2archive > /dev/null; then
    cp "$1" "$work/one.rpm" && rpm2archive "$work/one.rpm" > /dev/null 2>&1 && tar -xzOf "$work/one.rpm.tgz" ".$2" 2> /dev/null
  fi
}
from_dpkg () {
  dpkg-query -W -f '${db:Status-Status} ${Package} ${Version} ${Architecture}\n${Conffiles}\n' 2> /dev/null \
    | awk '/^installed / { about = $2 " " $3 " " $4 } /^ / && NF == 2 { print $2, $1, about }' | edited md5sum \
    | while read -r digest path package version architecture; do
      is_known md5sum "$digest" "$path" && continue
      deb=$(find_deb "$package" "$version" "$architecture")
      if [ -n "$deb" ]; then
        dpkg-deb --fsys-tarfile "$deb" 2> /dev/null | tar -xOf - ".$path" 2> /dev/null | keep md5sum "$digest" "$path"
      fi
      is_missing "$digest" "$path"
    done
}
from_ucf () {
  edited md5sum < /var/lib/ucf/hashfile | while read -r digest path more; do
    cached=/var/lib/ucf/cache/$(printf '%s' "$path" | tr / :)
    if [ -f "$cached" ]; then
      keep md5sum "$digest" "$path" < "$cached"
    fi
  done
}
from_rpm () {
  rpm -qa --nodigest --nosignature --qf '[%{FILEFLAGS:fflags} %{FILEDIGESTS} %{FILENAMES} %{=NAME}-%{=VERSION}-%{=RELEASE}.%{=ARCH}\n]' 2> /dev/null \
    | awk 'NF == 4 && $1 ~ /c/ && length ($2) == 64 { print $2, $3, $4 }' | edited sha256sum \
    | while read -r digest path package; do
      is_known sha256sum "$digest" "$path" && continue
      rpm=$(find_rpm "$package")
      if [ -n "$rpm" ]; then
        read_rpm "$rpm" "$path" | keep sha256sum "$digest" "$path"
      fi
      is_missing "$digest" "$path"
    done
}
if command -v dpkg-query > /dev/null; then
  from_dpkg
elif command -v rpm > /dev/null; then
  from_rpm
fi
if [ -f /var/lib/ucf/hashfile ]; then
  from_ucf
fi
if [ -e "$work/age" ]; then
  touch -r "$work/age" "$work/@conffiles/missing"
fi
(umask 022 && mkdir -p /var/lib/slipway) && rm -rf "$memory" && cp -Rp "$work/@conffiles" "$memory" 2> /dev/null
tar --create --gzip --format=posix --owner=root:0 --group=root:0 --file=- --directory="$work" @conffiles/default
