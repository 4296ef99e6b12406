#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The metadata of this server's repositories, bit by bit as they were published, for servers that can't reach them: a compressed tar
# archive on standard output. Addresses, which may be a secret, are not in it.
#
#   repo/ID/repodata/…    repomd.xml, repomd.xml.asc where dnf has asked for it, and what dnf has fetched of the files that it names
set -u
export LC_ALL=C
umask 022
work=$(mktemp -d /var/tmp/slipway.XXXXXXXXXX) || exit 70
trap 'rm -rf "$work"' EXIT
trap 'exit 71' HUP INT PIPE TERM
mkdir "$work/repo"

any="????????????????" # dnf writes a digest of the address behind the name
# other words of dnf's are no repositories that the cache knows
for id in $(dnf -q -C repolist --enabled 2> /dev/null | awk '{ print $1 }'); do
  case $id in *[!A-Za-z0-9._:-]* | .*) continue ;; esac
  # one folder for each address that it ever had; dnf touches what it looks at
  newest=$(ls -t "/var/cache/dnf/$id"-$any/repodata/*primary.xml* 2> /dev/null | head -n 1)
  [ -n "$newest" ] && [ -f "${newest%/*}/repomd.xml" ] || continue
  mkdir "$work/repo/$id" && cp -r "${newest%/*}" "$work/repo/$id/repodata" || exit 73
  found=yes
done
if [ -z "${found-}" ]; then
  echo "there are no lists of packages; run dnf makecache on the server first" >&2
  exit 72
fi
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf - repo
