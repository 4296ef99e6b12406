#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# For the scripts that follow it: a digest of what dnf chooses packages from, which is what names the repositories, and the index
# of each that the cache holds.
lists () {
  digest=$(
    {
      cat /etc/dnf/dnf.conf /etc/dnf/vars/* /etc/yum/vars/* /etc/yum.repos.d/*.repo /etc/yum/repos.d/*.repo /etc/distro.repos.d/*.repo
      sha256sum /var/cache/dnf/*/repodata/repomd.xml
    } 2> /dev/null | sha256sum
  )
  echo "D ${digest%% *}"
}
