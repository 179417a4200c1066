#!/bin/sh
# What PostgreSQL's own image does as it starts, so far as docker-compose.yml builds on it.
set -eu
PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
PGDATA=/var/lib/postgresql/data
as_postgres="setpriv --reuid=postgres --regid=postgres --clear-groups"
install -d -o postgres -g postgres /var/run/postgresql
chown postgres:postgres "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    chmod 700 "$PGDATA"
    printf %s "$POSTGRES_PASSWORD" > /tmp/password
    chown postgres /tmp/password
    $as_postgres initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile=/tmp/password \
        --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8
    rm /tmp/password
    echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    $as_postgres pg_ctl --pgdata="$PGDATA" --wait --options="-c listen_addresses=''" start
    for script in /docker-entrypoint-initdb.d/*.sh; do
        $as_postgres sh "$script"
    done
    $as_postgres pg_ctl --pgdata="$PGDATA" --wait --mode=fast stop
fi
exec $as_postgres postgres -D "$PGDATA" -c listen_addresses='*'
