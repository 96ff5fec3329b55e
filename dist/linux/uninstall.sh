#!/usr/bin/env bash
# Removes what install.sh made, but settings and data. As root. With --purge: those too.
#   uninstall.sh [--prefix /opt] [--purge]
set -euo pipefail

prefix=/opt
purge=no
while [ $# -gt 0 ]; do
    case "$1" in
        --prefix) prefix=${2:?"--prefix DIR"} && shift 2 ;;
        --purge) purge=yes && shift ;;
        *) printf 'uninstall.sh: unknown option %s\n' "$1" >&2 && exit 64 ;;
    esac
done
[ "$(id -u)" = 0 ] || { echo 'uninstall.sh: needs root' >&2 && exit 1; }

if [ -d /run/systemd/system ]; then
    systemctl disable --now millrace.service || true
fi
rm -f /etc/systemd/system/millrace.service /etc/systemd/system/millrace@.service /usr/lib/sysusers.d/millrace.conf
[ ! -d /run/systemd/system ] || systemctl daemon-reload
rm -f /usr/local/bin/millrace "$prefix/millrace"
rm -rf "$prefix"/millrace-[0-9]*
if [ "$purge" = yes ]; then
    rm -rf /var/lib/millrace /usr/local/etc/millrace.yml
    ! id millrace >/dev/null 2>&1 || userdel millrace
fi
