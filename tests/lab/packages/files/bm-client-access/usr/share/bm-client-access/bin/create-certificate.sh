#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# create-certificate.sh FQDN FILE: a self-signed certificate, followed by its key, in one file.
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
umask 077
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=BlueMind/CN=$1" -addext "subjectAltName=DNS:$1" \
  -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
cat "$folder/cert.pem" "$folder/key.pem" >"$folder/both.pem"
chmod 640 "$folder/both.pem"
mv "$folder/both.pem" "$2"
