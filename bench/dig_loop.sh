#!/usr/bin/env bash
# Waits for a validation record as people do by hand: until every authoritative server has it, look, sleep 2.
# Usage: dig_loop.sh PORT NAME VALUE ADDRESS...
# Writes a line after each look.
set -uo pipefail
port=$1 name=$2 value=$3
shift 3

everywhere() {
    local address
    for address in "$@"; do
        [[ $(dig +short +norecurse -p "$port" "@$address" "$name" CNAME) == "$value" ]] || return 1
    done
}

until everywhere "$@"; do
    echo "not yet"
    sleep 2
done
echo "everywhere"
