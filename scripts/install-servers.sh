#!/bin/sh
# Installs what the tests and the production set-up talk to: nats-server, redis-server and chromium.
#
#   npm run servers                        install what is missing (Debian and Ubuntu, with apt and root or sudo)
#   npm run servers -- --newest [folder]   also unpack Debian sid's nats-server into a folder, without installing it
#
# The machine's apt sources are never changed: for --newest a private apt configuration with sid as its only source lives in
# a temporary folder. Exit code: 0 when everything asked for is there at the end, 1 otherwise.
set -eu

newest=""
folder="$(cd "$(dirname "$0")/.." && pwd)/node_modules/.cache/attune/nats-newest"
while [ $# -gt 0 ]; do
  case "$1" in
    --newest)
      newest=yes
      case "${2:-}" in "" | -*) ;; *) folder="$2"; shift ;; esac ;;
    --help | -h) sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
    *) echo "install-servers: unknown argument: $1 (see --help)" >&2; exit 1 ;;
  esac
  shift
done

PATH="$PATH:/usr/sbin:/usr/local/sbin"
export PATH

missing() {
  for name in nats-server redis-server chromium; do
    [ "$name" = nats-server ] && [ -n "${NATS_SERVER_BIN:-}" ] && [ -x "$NATS_SERVER_BIN" ] && continue
    [ "$name" = redis-server ] && [ -n "${REDIS_SERVER_BIN:-}" ] && [ -x "$REDIS_SERVER_BIN" ] && continue
    command -v "$name" >/dev/null 2>&1 || printf '%s ' "$name"
  done
}

by_hand() {
  cat >&2 <<TEXT
install-servers: $1
  nats-server   https://github.com/nats-io/nats-server/releases   (or: brew install nats-server)
  redis-server  https://redis.io/docs/latest/operate/oss_and_stack/install/   (or: brew install redis)
  chromium      any Chromium or Chrome as "chromium" on PATH
Put them on PATH, or name them in NATS_SERVER_BIN and REDIS_SERVER_BIN. Attune itself needs none of them:
without servers it runs on its embedded log and state.
TEXT
  exit 1
}

wanted="$(missing)"
if [ -n "$wanted" ]; then
  command -v apt-get >/dev/null 2>&1 || by_hand "missing: $wanted; there is no apt here"
  if [ "$(id -u)" = 0 ]; then root=""; elif command -v sudo >/dev/null 2>&1; then root="sudo"; else
    by_hand "missing: $wanted; installing needs root or sudo"
  fi
  echo "install-servers: installing $wanted"
  $root apt-get update -qq || echo "install-servers: apt-get update failed; trying with the lists that are here" >&2
  # A server that the package would start by itself is not wanted: the tests start their own on free ports.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
    $root chmod +x "$policy"
    trap '$root rm -f "$policy"' EXIT
  fi
  # shellcheck disable=SC2086 # a list of package names
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y --no-install-recommends $wanted || true
  wanted="$(missing)"
  [ -z "$wanted" ] || by_hand "still missing after apt-get install: $wanted"
fi
for name in "${NATS_SERVER_BIN:-nats-server}" "${REDIS_SERVER_BIN:-redis-server}"; do "$name" --version; done
echo "chromium: $(command -v chromium)"

[ -n "$newest" ] || exit 0
if [ -x "$folder/usr/sbin/nats-server" ]; then
  "$folder/usr/sbin/nats-server" --version
  exit 0
fi
command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 ||
  by_hand "--newest needs apt-get and dpkg-deb; or set NATS_SERVER_NEWEST_BIN"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || by_hand "--newest needs $keyring (apt-get install debian-archive-keyring)"

work="$(mktemp -d)"
trap 'rm -rf "$work"; [ -z "${policy:-}" ] || $root rm -f "$policy"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/parts" "$work/deb"
printf 'deb [signed-by=%s] http://deb.debian.org/debian sid main\n' "$keyring" >"$work/sources.list"
cat >"$work/apt.conf" <<TEXT
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/parts";
Dir::Etc::preferences "$work/none";
Dir::Etc::preferencesparts "$work/parts";
Dir::State::lists "$work/lists";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
TEXT
(
  cd "$work/deb"
  APT_CONFIG="$work/apt.conf" apt-get update -qq
  APT_CONFIG="$work/apt.conf" apt-get download -qq nats-server
)
mkdir -p "$folder"
dpkg-deb -x "$work"/deb/nats-server_*.deb "$folder"
"$folder/usr/sbin/nats-server" --version
