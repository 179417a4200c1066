#!/bin/sh
# Starts nginx. Its file of users is made here, in the container's own /tmp, from the password that .env has.
set -eu
umask 077
printf 'newslake:{PLAIN}%s\n' "${PAGES_PASSWORD:?run make secrets}" > /tmp/pages_users
unset PAGES_PASSWORD
exec nginx -g 'daemon off;'
