#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# supervise.sh GROUP… -- COMMAND…: joins the control groups, runs a container, and again when it asks for a reboot.
set -eu
while [ "$1" != -- ]; do
  echo $$ > "$1/cgroup.procs"
  shift
done
shift
while :; do
  status=0
  "$@" || status=$?
  # systemd-nspawn --keep-unit says so when the payload has rebooted.
  [ "$status" -eq 133 ] || exit "$status"
done
