#!/bin/sh
# Starts Redis with the password that .env has, by standard input: everybody can see a command line.
# noeviction: a task's message or result must never be dropped to make room.
set -eu
exec redis-server - <<CONFIG
requirepass ${REDIS_PASSWORD:?run make secrets}
bind * -::*
dir /data
appendonly yes
maxmemory 200mb
maxmemory-policy noeviction
CONFIG
