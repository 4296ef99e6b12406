#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the prerequisites of a role need to know beyond the facts; `name value` lines, the last is `end 0`.
export LC_ALL=C
if [ -e /usr/bin/bmctl ]; then
  echo 'installed yes'
fi
if command -v systemctl > /dev/null && systemctl -q is-active firewalld 2> /dev/null; then
  echo 'firewalld yes'
fi
# systemd tells its children's kind of container here
container=$(cat /run/systemd/container 2> /dev/null)
if [ -z "$container" ]; then
  container=$(tr '\000' '\n' < /proc/1/environ 2> /dev/null | sed -n 's/^container=//p')
fi
if [ -n "$container" ]; then
  echo "container $container"
fi
if command -v ss > /dev/null; then
  ss -Hltnp 2> /dev/null | sed -nE 's/^[^ ]+ +[0-9]+ +[0-9]+ +[^ ]*:([0-9]+) .*users:\(\("([^"]*)".*/listener \1 \2/p'
fi

# Where packages come from, without addresses: those of subscriptions are secrets. What is left of one is whether it is the
# archive of the distribution itself.
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] || continue
  echo "sources $file"
  sed -E -e '/^[[:space:]]*#/d' -e 's/[[:space:]]+/ /g' \
    -e 's#[a-z+]+://([^ /@]*@)?([a-z0-9.-]+\.)?(debian\.org|ubuntu\.com)(:[0-9]+)?(/[^ ]*)?( |$)#@vendor\6#g' \
    -e 's#[a-z+]+://[^ /]+/(debian|debian-security|ubuntu)/?( |$)#@vendor\2#g' \
    -e 's#[A-Za-z0-9+.-]+:/[^ ]*#@other#g' -e 's/^/source /' "$file" | head -n 400 | cut -c 1-400
done
if command -v apt-cache > /dev/null; then
  apt-cache policy base-files 2> /dev/null | sed -n 's/^ *Candidate: */base-files /p'
fi

# A change of the release that was begun, or waits for a reboot. The brackets keep this script, which is an argument, from finding itself.
if grep -qas '[d]o-release-upgrade' /proc/[0-9]*/cmdline; then
  echo 'pending the upgrader of releases is running'
fi
for link in /system-update /etc/system-update; do
  if [ -L "$link" ]; then
    echo "pending $link leads to $(readlink "$link")"
  fi
done
if [ -f /var/lib/dnf/system-upgrade.json ]; then
  sed -nE 's/.*"target_releasever": *"([0-9.]+)".*/releasever \/var\/lib\/dnf\/system-upgrade.json \1/p' /var/lib/dnf/system-upgrade.json
fi
for file in /boot/initramfs-upgrade.*.img; do
  if [ -f "$file" ]; then
    echo "pending leapp left $file"
  fi
done
for file in /etc/dnf/vars/releasever /etc/yum/vars/releasever; do
  if [ -f "$file" ]; then
    echo "releasever $file $(head -n 1 "$file")"
  fi
done
echo "time $(date +%s)"
echo 'end 0'
