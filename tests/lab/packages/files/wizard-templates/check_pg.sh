#!/bin/sh
# Does PostgreSQL answer on this server?
test "$(runuser -u postgres -- psql -Atqc 'select 1')" = 1
