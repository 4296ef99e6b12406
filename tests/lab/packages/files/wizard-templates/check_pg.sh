#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Does PostgreSQL answer on this server?
test "$(runuser -u postgres -- psql -Atqc 'select 1')" = 1
