#!/usr/bin/env bash
# Makes the self-contained archive for this machine's kind: a Java runtime, all services, the launcher, the systemd unit.
#   archive.sh JDK [OUTPUT_DIR]      prints the archive's name
# Environment: MILLRACE_PACKAGE_JDK (a JDK or runtime 25 of another architecture: the archive is for that one, and nothing of it is run)
set -euo pipefail
# shellcheck source=dist/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

jdk=${1:?"JDK: the folder of a JDK 25"}
output=${2:-$root/dist/target}
name=millrace-$version-linux-$(architecture)
mkdir -p "$output"
work=$(mktemp -d "$output/archive.XXXXXX")
trap 'rm -rf "$work"' EXIT

home=$work/$name
mkdir -p "$home/bin" "$home/systemd" "$home/docs"
make_layout "$jdk" "$home"
install -m 755 "$root/dist/linux/millrace" "$home/bin/millrace"
install -m 755 "$root/dist/linux/install.sh" "$root/dist/linux/uninstall.sh" "$home/"
install -m 644 "$root"/dist/linux/millrace*.service "$root/dist/linux/millrace.sysusers" "$home/systemd/"
install -m 644 "$root/docs/millrace.yml" "$home/millrace.example.yml"
install -m 644 "$root/README.md" "$root"/docs/*.md "$home/docs/"
printf '%s\n' "$version" >"$home/VERSION"
set_times "$home"
pack "$work/$name.tar" "$work" "$name"
gzip -n -3 "$work/$name.tar"
mv "$work/$name.tar.gz" "$output/"
printf '%s\n' "$output/$name.tar.gz"
