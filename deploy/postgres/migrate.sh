#!/bin/sh
# Sets up tables and roles, then the two logins. Safe to run again.
set -eu
PGPASSWORD="$(cat /run/secrets/admin)"
export PGPASSWORD
fingerpost index migrate --engine "postgresql://fingerpost_admin@primary,replica/fingerpost"
psql --no-psqlrc --set=ON_ERROR_STOP=1 --host=primary --username=fingerpost_admin --dbname=fingerpost --file=/logins.sql
