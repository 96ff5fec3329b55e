#!/usr/bin/env bash
# Installs or upgrades Millrace from the unpacked archive that this script is in. As root.
#   install.sh [--prefix /opt] [--no-start]
# Leaves PREFIX/millrace-VERSION, the link PREFIX/millrace to it, /usr/local/bin/millrace, the systemd units, the user
# millrace, and, where there is none, /usr/local/etc/millrace.yml. Data stays in /var/lib/millrace.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
prefix=/opt
start=yes
while [ $# -gt 0 ]; do
    case "$1" in
        --prefix) prefix=${2:?"--prefix DIR"} && shift 2 ;;
        --no-start) start=no && shift ;;
        *) printf 'install.sh: unknown option %s\n' "$1" >&2 && exit 64 ;;
    esac
done
[ "$(id -u)" = 0 ] || { echo 'install.sh: needs root' >&2 && exit 1; }

home=$prefix/millrace-$(<"$here/VERSION")
if [ "$here" != "$home" ]; then
    rm -rf "$home.new"
    mkdir -p "$prefix"
    cp -a "$here" "$home.new" # times too: the cache of classes asks for them
    chown -R 0:0 "$home.new"
    rm -rf "$home"
    mv "$home.new" "$home"
fi
"$home/bin/millrace" prepare
ln -sfn "$home" "$prefix/millrace"
mkdir -p /usr/local/bin /usr/local/etc
ln -sfn "$prefix/millrace/bin/millrace" /usr/local/bin/millrace
[ -e /usr/local/etc/millrace.yml ] || install -m 640 "$home/millrace.example.yml" /usr/local/etc/millrace.yml

install -D -m 644 "$home/systemd/millrace.sysusers" /usr/lib/sysusers.d/millrace.conf
if command -v systemd-sysusers >/dev/null; then
    systemd-sysusers /usr/lib/sysusers.d/millrace.conf
else
    id millrace >/dev/null 2>&1 || useradd --system --home-dir /var/lib/millrace --shell /usr/sbin/nologin millrace
fi
chgrp millrace /usr/local/etc/millrace.yml
for unit in "$home"/systemd/*.service; do
    sed "s|/opt/millrace|$prefix/millrace|g" "$unit" >"/etc/systemd/system/$(basename "$unit")"
done
if [ "$start" = yes ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable millrace.service
    systemctl restart millrace.service
fi
printf 'Millrace %s is in %s; settings: /usr/local/etc/millrace.yml; data: /var/lib/millrace\n' "$(<"$home/VERSION")" "$home"
