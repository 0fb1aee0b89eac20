#!/bin/bash
# A replica: copies the primary on its first start, then follows it.
set -euo pipefail
# Written at each start, since it does not lie on the volume; the replica's settings name it.
export PGPASSFILE=/var/lib/postgresql/replication.pgpass
printf '*:*:*:replicator:%s\n' "$(cat /run/secrets/replication)" > "$PGPASSFILE"
chown postgres:postgres "$PGPASSFILE"
chmod 600 "$PGPASSFILE"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA"
    chown postgres:postgres "$PGDATA"
    chmod 700 "$PGDATA"
    until gosu postgres pg_basebackup --pgdata="$PGDATA" --write-recovery-conf --slot=replica --wal-method=stream \
        --dbname="host=primary user=replicator connect_timeout=3"; do
        echo "waiting for the primary" >&2
        find "$PGDATA" -mindepth 1 -delete
        sleep 2
    done
fi
exec gosu postgres postgres
