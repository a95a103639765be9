#!/bin/sh
# One node of a highly available store: Redis, and the Sentinel that votes for it. SELF and FIRST are "host port" of
# this node and of the first master, PEERS "host:port" of the other Sentinels. What a node once was counts for nothing:
# it asks who is master before it starts, or a node that comes back after a failover would split the store.
set -eu
umask 077

state="$DATA_DIR/sentinel/sentinel.conf"
settings=$(mktemp -d)
mkdir -p "$DATA_DIR/sentinel"

ask() { # what to ask of all other Sentinels; those that do not answer say nothing
  for peer in $PEERS; do
    REDISCLI_AUTH=$REDIS_PASSWORD timeout 3 redis-cli -h "${peer%:*}" -p "${peer##*:}" "$@" 2>/dev/null | tr '\n' ' '
    echo
  done
}
named() { # the "host port" that most of them name
  ask sentinel get-master-addr-by-name store | sed -n 's/^\([^ ]* [0-9][0-9]*\) *$/\1/p' |
    sort | uniq -c | sort -rn | sed -n '1s/^ *[0-9]* //p'
}
recorded() { # the one that this node's Sentinel last knew of
  [ ! -f "$state" ] || sed -n 's/^sentinel monitor store \([^ ]* [0-9]*\) .*/\1/p' "$state"
}

master=''
for _ in 1 2 3 4 5; do # a private network is there some moments after its container
  master=$(named)
  [ -z "$master" ] || break
  sleep 1
done
[ -n "$master" ] || master=$(recorded)
[ -n "$master" ] || master=$FIRST

# A master that lost its disk would make the replicas as empty as it is: the others elect one of them first.
if [ "$master" = "$SELF" ] && [ ! -d "$DATA_DIR/appendonlydir" ] && ask sentinel replicas store | grep -q ip; then
  echo "no data here, and others have some: waiting until one of them is master"
  while [ "$master" = "$SELF" ]; do
    sleep 1
    other=$(named)
    master=${other:-$master}
  done
fi
echo "this node is $SELF, the master is $master"

{
  printf '%s\n' "$REDIS_CONFIG"
  printf 'requirepass %s\nmasterauth %s\n' "$REDIS_PASSWORD" "$REDIS_PASSWORD"
  [ "$master" = "$SELF" ] || printf 'replicaof %s\n' "$master"
} >"$settings/redis.conf"

# Votes are kept, or a Sentinel could vote twice; whom it knew is kept while they follow the same master.
kept='myid|current-epoch|config-epoch|leader-epoch'
[ "$(recorded)" != "$master" ] || kept="$kept|known-replica|known-sentinel"
{
  printf '%s\n' "$SENTINEL_CONFIG" | sed "s/^sentinel monitor store MASTER /sentinel monitor store $master /"
  printf 'requirepass %s\nsentinel auth-pass store %s\n' "$REDIS_PASSWORD" "$REDIS_PASSWORD"
  [ ! -f "$state" ] || grep -E "^sentinel ($kept) " "$state" || :
} >"$settings/sentinel.conf"
mv "$settings/sentinel.conf" "$state"

# The image's entry point gives up its rights as root, and a new volume belongs to root.
[ "$(id -u)" != 0 ] || chown -R redis "$DATA_DIR" "$settings"
cd "$DATA_DIR"

# shellcheck disable=SC2086 # an empty ENTRYPOINT is no word
${ENTRYPOINT-docker-entrypoint.sh} redis-server "$settings/redis.conf" &
redis=$!
sentinel=''
here() { # what to ask of Redis or, by its port, of the Sentinel of this node
  port=$1 && shift
  REDISCLI_AUTH=$REDIS_PASSWORD timeout 3 redis-cli -p "$port" "$@" 2>/dev/null || :
}
stop() {
  # A master hands over before it goes: an election begins only when it has been missed for some seconds.
  if here "${SELF#* }" role | grep -q master; then
    here "${SELF#* }" client pause 10000 write # what is written to a master that goes would be lost
    here "$SENTINEL_PORT" sentinel failover store
    for _ in 1 2 3 4 5; do # until the other replicas follow, which this Sentinel sees to
      sleep 1
      here "$SENTINEL_PORT" sentinel master store | grep -q failover_in_progress || break
    done
  fi
  kill "$redis" $sentinel 2>/dev/null || :
  wait "$redis" || :
  exit 0
}
trap stop TERM INT
while kill -0 "$redis" 2>/dev/null; do
  # A Sentinel ends where no name of the master resolves, as while all nodes start; Redis must not end with it.
  if [ -z "$sentinel" ] || ! kill -0 "$sentinel" 2>/dev/null; then
    # shellcheck disable=SC2086
    ${ENTRYPOINT-docker-entrypoint.sh} redis-server "$state" --sentinel &
    sentinel=$!
  fi
  sleep 1
done
kill $sentinel 2>/dev/null || :
exit 1
