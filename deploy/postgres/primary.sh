#!/bin/bash
# Runs once, on the primary's first start: the replica's login, and commits that wait for it.
set -euo pipefail
# The password goes in on standard input, so that no list of processes shows it.
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\set password `cat /run/secrets/replication`
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('replica');
-- A commit is acknowledged once the replica has it: nothing that was published is lost with the primary.
-- ALTER SYSTEM counts from the next start, so nothing here waits for a replica that is not there yet.
ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)';
ALTER SYSTEM SET max_slot_wal_keep_size = '4GB';
ALTER SYSTEM SET log_parameter_max_length = 0;
ALTER SYSTEM SET log_parameter_max_length_on_error = 0;
SQL
echo "host replication replicator all scram-sha-256" >> "$PGDATA/pg_hba.conf"
