#!/bin/sh
# One Redis by itself. Its settings come in REDIS_CONFIG, the password beside them in REDIS_PASSWORD.
set -eu
umask 077

settings=$(mktemp -d)
{
  printf '%s\n' "$REDIS_CONFIG"
  printf 'requirepass %s\n' "$REDIS_PASSWORD"
} >"$settings/redis.conf"

# The image's entry point gives up its rights as root, and a new volume belongs to root.
[ "$(id -u)" != 0 ] || chown -R redis "$DATA_DIR" "$settings"
cd "$DATA_DIR"
exec ${ENTRYPOINT-docker-entrypoint.sh} redis-server "$settings/redis.conf"
