#!/bin/bash
# The first start of an empty PostgreSQL: a database and a role for each service, which can open no other's.
# A password goes from its file straight into psql: it is on no command line and in no log.
# Text is compared byte by byte, by PostgreSQL itself: as SQLite does, and unharmed by a newer C library.
set -euo pipefail
for service in intake assessment review publication events; do
    psql --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
        --set service="$service" <<'SQL'
\set password `cat /run/secrets/:service-store`
create role :"service" login password :'password';
create database :"service" owner :"service" template template0 encoding 'UTF8' locale_provider builtin locale 'C.UTF-8';
revoke connect, temporary on database :"service" from public;
SQL
done
