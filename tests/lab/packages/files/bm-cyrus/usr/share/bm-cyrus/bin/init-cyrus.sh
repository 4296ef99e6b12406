#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Prepare the mail spool of this server.
set -e
mkdir -p /var/spool/cyrus/data /var/spool/cyrus/meta /var/spool/bm-hsm/cyrus-archives
[ -e /etc/cyrus-partitions ] || echo "partition-default: /var/spool/cyrus/data" >/etc/cyrus-partitions
