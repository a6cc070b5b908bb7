#!/bin/sh
# Makes the files that docker-compose.yml reads as secrets, in secrets/ (never committed). What exists is kept.
set -eu
umask 077
cd "$(dirname "$0")/.."
mkdir -p secrets
cd secrets
make_secret() { [ -s "$1" ] || { printf '%s' "$2" >"$1"; echo "secrets: made $1"; }; }
random() { head -c 48 /dev/urandom | base64 | tr -d '\n=+/'; }

make_secret secret_key "$(random)"
make_secret postgres_password "$(random)"
make_secret database_url "postgresql://tracker:$(cat postgres_password)@postgres:5432/tracker"
# Empty until S3_BUCKET is set.
touch s3_access_key s3_secret_key
if [ ! -s tls_certificate ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=${1:-localhost}" \
        -addext "subjectAltName=DNS:${1:-localhost}" -keyout tls_key -out tls_certificate 2>/dev/null
    echo "secrets: made a certificate for trials, 30 days; put the real one in tls_certificate and tls_key"
fi
# The containers read them as a user of their own: the folder is closed, the files are not.
chmod 700 . && chmod 644 ./*
