#!/usr/bin/env bash
# A real OpenStack Keystone of Debian's packages (keystone, which brings uwsgi and sqlite3), on a free port of
# 127.0.0.1 and with its state in a temporary folder. It says where it is in lines that a shell can source, then
# "READY", and serves until its standard input ends: so it goes with whoever started it, even by kill -9.
#
#   server/src/test/keystone/run.sh        # Ctrl-D ends it
set -euo pipefail

home=$(mktemp -d "${TMPDIR:-/tmp}/logferry-keystone.XXXXXX")
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port/v3
server=

as_keystone=()
if [ "$(id -u)" = 0 ]; then
  as_keystone=(setpriv --reuid=keystone --regid=keystone --init-groups --)
  chown keystone: "$home"
fi

clean_up() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf -- "$home"
}
trap clean_up EXIT
trap 'exit 143' TERM INT HUP

fail() {
  printf 'keystone: %s; the last lines of %s:\n' "$1" "$2" >&2
  tail -n 20 "$2" >&2
  exit 1
}

# sqlite in WAL mode: else a reader in one process blocks a commit in the other for 5 s, and then "database is locked".
cat >"$home/keystone.conf" <<CONF
[DEFAULT]
use_stderr = true
[database]
connection = sqlite:///$home/keystone.sqlite
[fernet_tokens]
key_repository = $home/fernet
[fernet_receipts]
key_repository = $home/fernet
[credential]
key_repository = $home/credential
[cache]
enabled = false
[identity]
# Tests log in often; nobody attacks their passwords.
password_hash_rounds = 4
CONF

manage() { "${as_keystone[@]}" keystone-manage --config-file "$home/keystone.conf" "$@"; }

set_up() {
  "${as_keystone[@]}" mkdir -m 700 "$home/fernet" "$home/credential"
  manage db_sync
  "${as_keystone[@]}" sqlite3 "$home/keystone.sqlite" 'PRAGMA journal_mode=WAL'
  manage fernet_setup --keystone-user "$owner" --keystone-group "$(id -gn "$owner")"
  manage credential_setup --keystone-user "$owner" --keystone-group "$(id -gn "$owner")"
  manage bootstrap --bootstrap-password "$password" --bootstrap-region-id local --bootstrap-public-url "$url"
}
owner=$([ "$(id -u)" = 0 ] && echo keystone || id -un)
set_up >"$home/setup.log" 2>&1 </dev/null || fail 'it could not be set up' "$home/setup.log"

# uwsgi's router stands before the workers because it keeps connections; a bare --http-socket closes each without
# saying so in a header, and clients that pool connections see resets.
cd "$home"
OS_KEYSTONE_CONFIG_FILES=$home/keystone.conf "${as_keystone[@]}" uwsgi --plugins python3,http \
  --http "127.0.0.1:$port" --http-keepalive --socket "$home/uwsgi.sock" --buffer-size 65535 \
  --wsgi-file /usr/bin/keystone-wsgi-public --master --processes 2 --enable-threads --lazy-apps \
  --die-on-term --no-orphans >"$home/uwsgi.log" 2>&1 </dev/null &
server=$!

for _ in $(seq 300); do
  [ "$(curl -s -o "$home/version" -w '%{http_code}' --max-time 5 "$url" || true)" = 200 ] && break
  kill -0 "$server" 2>/dev/null || fail 'it ended at its start' "$home/uwsgi.log"
  sleep 0.2
done
[ -s "$home/version" ] || fail 'it does not answer' "$home/uwsgi.log"

cat <<OUT
OS_AUTH_URL=$url
OS_USERNAME=admin
OS_PASSWORD=$password
OS_PROJECT_NAME=admin
OS_USER_DOMAIN_ID=default
OS_PROJECT_DOMAIN_ID=default
OS_IDENTITY_API_VERSION=3
KEYSTONE_REQUEST_LOG=$home/uwsgi.log
READY
OUT
cat >/dev/null
