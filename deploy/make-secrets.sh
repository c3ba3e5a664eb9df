#!/usr/bin/env bash
# Makes what deploy/compose.yaml needs: the folder secrets with the token and passwords nobody has to know, and .env with the
# user that may read them. The token is asked for, or read from a pipe. What is there stays as it is; to change one, delete it.
set -euo pipefail
umask 077
cd "$(dirname "$0")"

# Containers never run as root: what root makes here belongs to a user that only they have.
uid=$(id -u)
gid=$(id -g)
if [[ $uid == 0 ]]; then
  uid=10001
  gid=10001
fi
if [[ -f .env ]] && grep -q '^REPRISE_UID=' .env; then
  uid=$(sed -n 's/^REPRISE_UID=//p' .env)
  gid=$(sed -n 's/^REPRISE_GID=//p' .env)
else
  printf 'REPRISE_UID=%s\nREPRISE_GID=%s\n' "$uid" "$gid" >> .env
fi
own() { if [[ $(id -u) == 0 ]]; then chown "$uid:$gid" "$@"; fi; }

mkdir -p secrets lavalink/plugins data/valkey
own secrets lavalink/plugins data data/valkey

# keep NAME VALUE: a builtin writes it, so no value is ever an argument of a program.
keep() {
  if [[ -s secrets/$1 ]]; then return; fi
  printf '%s' "$2" > "secrets/$1"
  chmod 0600 "secrets/$1"
  own "secrets/$1"
  printf 'made    deploy/secrets/%s\n' "$1" >&2
}
random() { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'; }

keep http-password "$(random)"
keep lavalink-password "$(random)"
if [[ ! -s secrets/valkey-acl || ! -s secrets/valkey-url ]]; then
  rm -f secrets/valkey-acl secrets/valkey-url
  valkey=$(random)
  # Strangers may ask whether it lives. The bot may all but manage the server.
  keep valkey-acl "user default on nopass resetkeys resetchannels -@all +ping
user reprise on >$valkey ~* &* +@all -@admin -@dangerous +info
"
  keep valkey-url "redis://reprise:$valkey@valkey:6379"
fi

if [[ ! -s secrets/discord-token ]]; then
  if [[ -t 0 ]]; then printf 'Token of the bot (it is not shown): ' >&2; fi
  token=
  IFS= read -rs token || true
  if [[ -t 0 ]]; then printf '\n' >&2; fi
  token=${token//[[:space:]]/}
  if [[ -z $token ]]; then
    printf 'No token was given. Run it again with one; all else is made.\n' >&2
    exit 1
  fi
  keep discord-token "$token"
fi
