#!/bin/sh
# Makes what only this installation may know, in deploy/secrets (or KOPLOPER_SECRETS), and keeps what is there already:
# passwords of the stores and of Kafka's principals, and a token for each role and each person of the demo set.
# The folder is closed to everybody else; the files in it are readable, for containers run as other users than you.
set -eu
cd "$(dirname "$0")/.."
folder=${KOPLOPER_SECRETS:-./deploy/secrets}
services="intake assessment review publication events"
roles="adviser employers ministry-vws ministry-ocw ministry-szw editor auditor operator partner submitter tipper"
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# Whole or not at all: a file that was cut off would be kept for ever.
keep() {
    cat >"$folder/.new"
    chmod 444 "$folder/.new"
    mv "$folder/.new" "$folder/$1"
}

password() { [ -s "$folder/$1" ] || random | keep "$1"; }

read_password() { cat "$folder/$1"; }

# Who is known to Kafka, and by which password: its own brokers, the operator, every service.
principals() {
    echo 'KafkaServer {'
    echo '    org.apache.kafka.common.security.plain.PlainLoginModule required'
    echo '    username="broker"'
    echo "    password=\"$(read_password broker-kafka)\""
    for name in broker operator $services; do
        echo "    user_$name=\"$(read_password "$name-kafka")\""
    done
    echo '    ;'
    echo '};'
}

# A person, as the envelope names it; the numbers are those of the demo set (cli/demo/cast.py).
person() { printf '%s;id=0190d0de-0000-7000-8000-%012x\n' "$1" "$2"; }

people() {
    number=1000
    for role in $roles; do
        person "$role" $((number += 1))
    done
    person adviser 1
    person adviser 2
    person adviser 5
    person editor 3
    person editor 4
    person ministry-vws 10
    person ministry-ocw 11
    person ministry-szw 12
    person auditor 90
    person operator 92
    for index in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
        person submitter $((100 + index))
    done
}

digest() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }

for service in $services; do
    password "$service-store"
    password "$service-kafka"
done
password postgres
password broker-kafka
password operator-kafka
password ledger # with which a service reads the log of the ledger
principals | keep kafka-principals
[ -s "$folder/people.toml" ] ||
    people | while read -r who; do echo "\"$who\" = \"$(random)\""; done | keep people.toml
{
    echo "\"$(digest "$(read_password ledger)")\" = \"$(person auditor 1000)\""
    while IFS='"' read -r _ who _ token _; do echo "\"$(digest "$token")\" = \"$who\""; done <"$folder/people.toml"
} | keep tokens.toml
chmod 444 "$folder"/*

# Compose reads where they are from here, and says what to do where this line is absent.
[ -n "${KOPLOPER_SECRETS:-}" ] || grep -qs '^KOPLOPER_SECRETS=' .env || echo 'KOPLOPER_SECRETS=./deploy/secrets' >>.env
