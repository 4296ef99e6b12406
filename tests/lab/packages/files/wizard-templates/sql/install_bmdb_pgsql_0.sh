#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# install_bmdb_pgsql_0.sh DATABASE USER PASSWORD-FILE [strict]: create the user and the database on this server.
# With strict an existing database is an error.
set -e
database=$1 user=$2 password=$(cat "$3") mode=$4
sql () { runuser -u postgres -- psql -v ON_ERROR_STOP=1 -Atq "$@"; }
cd /
if [ "$(sql -c "select 1 from pg_roles where rolname = '$user'")" != 1 ]; then
  printf "create role %s login password '%s';\n" "$user" "$password" | sql
else
  printf "alter role %s login password '%s';\n" "$user" "$password" | sql
fi
if [ "$(sql -c "select 1 from pg_database where datname = '$database'")" != 1 ]; then
  runuser -u postgres -- createdb -O "$user" -T template0 -E UTF8 --locale=C.UTF-8 "$database"
elif [ "$mode" = strict ]; then
  echo "database \"$database\" already exists" >&2
  exit 1
fi
echo "database $database is there"
