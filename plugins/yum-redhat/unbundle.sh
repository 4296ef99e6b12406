#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# After unpack.sh. The lists of a bundle become repositories of a dnf of their own: `dnf --config=FOLDER/dnf.conf` is all it takes to use
# them, and without it nothing is different. Each is a repository of this server, under its name, with the keys that the server's
# file names; only the address is another one. It is dnf that looks at signatures and digests.
#
#   $1      the archive, which goes          $2      the folder
#
# Answer: see family.h; "R name unsigned" when this server does not want the lists of that repository to be signed.
set -u
export LC_ALL=C
umask 077
folder=$2
unpack "$1" "$folder" repo
mkdir "$folder/repos.d" "$folder/cache" || exit 73
any="????????????????" # dnf writes a digest behind the name

# What the server's file says of whom to believe and what to leave out. Packages are signed, whatever it says. Nothing else is
# needed, and addresses, users and passwords are not to be here.
take='^(name|enabled|repo_gpgcheck|gpgkey|exclude|excludepkgs|includepkgs|priority|cost|module_hotfixes)[ \t]*='
for file in /etc/yum.repos.d/*.repo /etc/yum/repos.d/*.repo /etc/distro.repos.d/*.repo; do
  [ -f "$file" ] || continue
  awk -v folder="$folder/repo" -v take="$take" '
    /^\[/ {
      id = $0; sub (/^\[/, "", id); sub (/\].*/, "", id)
      repomd = folder "/" id "/repodata/repomd.xml"
      known = id ~ /^[A-Za-z0-9_:-][A-Za-z0-9._:-]*$/ && (getline line < repomd) > 0
      close (repomd)
      if (known) print "[" id "]\nbaseurl=file://" folder "/" id "\ngpgcheck=1\nskip_if_unavailable=0"
      taken = 0
      next
    }
    /^[#;]/                       { next }
    /^[^ \t]/                     { taken = known && $0 ~ take }
    taken && NF                   { print }' "$file" > "$folder/repos.d/${file##*/}"
done

# dnf.conf may name repositories as well; users and passwords are in it for proxies only
awk '
  /^\[/        { main = /^\[main\]/; taken = 0; next }
  /^[#;]/      { next }
  /^[^ \t]/    { taken = main && !/^(reposdir|cachedir|gpgcheck|localpkg_gpgcheck|skip_if_unavailable|proxy[a-z_]*|username|password)[ \t]*=/ }
  BEGIN        { print "[main]" }
  taken && NF  { print }' /etc/dnf/dnf.conf > "$folder/dnf.conf" 2> /dev/null
cat >> "$folder/dnf.conf" <<END
reposdir=$folder/repos.d
cachedir=$folder/cache
gpgcheck=1
localpkg_gpgcheck=1
END

# Names come from the bundle: only those that a file of this server has are used.
known=$(sed -n 's/^\[\(.*\)\]$/\1/p' "$folder"/repos.d/*.repo 2> /dev/null | sort -u)
for path in "$folder"/repo/*; do
  name=${path##*/}
  case "
$known
" in
  *"
$name
"*) ;;
  *) echo "O $name" | tr -cd 'A-Za-z0-9._:\n -' ;;
  esac
done
if [ -z "$known" ]; then
  echo "X end 0"
  exit 0
fi

# yes to one question only: whether the key that the repository's file names is to be taken
if dnf --config="$folder/dnf.conf" -y --setopt=color=never --setopt=exit_on_lock=1 makecache > "$folder/out" 2>&1 < /dev/null; then
  for name in $known; do
    for repodata in "$folder/cache/$name"-$any/repodata; do
      [ -d "$repodata" ] || continue # the server does not use it
      [ -f "$repodata/repomd.xml.asc" ] && echo "R $name" || echo "R $name unsigned"
    done
  done
else
  # it ends with the first that can't be used
  for name in $known; do
    ! grep -qF "repo '$name'" "$folder/out" || printf "F %s\trepo '%s\n" "$name" "$name"
  done
  grep -qE "repo '" "$folder/out" || printf "F dnf\trepo '\n"
  sed 's/^/U /' "$folder/out"
fi
echo "X end 0"
