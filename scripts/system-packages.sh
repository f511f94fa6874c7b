#!/bin/sh
# Installs what the tests need and this machine lacks, where it may: root, or sudo without a password, on Debian or Ubuntu.
# What cannot be installed is said; the tests concerned then skip by name.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="$missing chromium"
ldconfig -p 2>/dev/null | grep -q 'libzbar\.so\.0' || missing="$missing libzbar0"
[ -n "$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null)" ] || missing="$missing postgresql"
command -v rabbitmq-server >/dev/null 2>&1 || [ -x /usr/sbin/rabbitmq-server ] || missing="$missing rabbitmq-server"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=""
elif sudo -n true 2>/dev/null; then as_root="sudo"
else
    echo "not installed here:$missing (the tests that need them skip; install with: sudo apt-get install$missing)"
    exit 0
fi
command -v apt-get >/dev/null 2>&1 || { echo "not installed here:$missing (no apt-get on this machine)"; exit 0; }
echo "installing$missing"
$as_root apt-get update -qq >/dev/null || true
for package in $missing; do
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 \
        || echo "could not install $package; the tests that need it skip"
done
exit 0
