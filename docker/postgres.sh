#!/bin/sh
# Run once by the PostgreSQL image, while its data folder is new: two users, each with a database that is its own alone.
# psql takes the passwords from its environment: everybody can see a command line.
set -eu
make_database() {
    psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres <<SQL
\getenv password $2
CREATE USER $1 PASSWORD :'password';
CREATE DATABASE $1 OWNER $1;
REVOKE ALL ON DATABASE $1 FROM PUBLIC;
SQL
}
make_database airflow AIRFLOW_DB_PASSWORD
make_database lake LAKE_DB_PASSWORD
