#!/usr/bin/env bash
# Makes the container images, without a daemon and without pulling anything: one tar for "docker load" that is an OCI layout
# too. One image per service, standalone, cli. They share their layers: C library, Java runtime, jars.
#   images.sh HOME [OUTPUT_DIR]      HOME: the unpacked archive; prints the tar's name
# Environment: MILLRACE_IMAGE_PREFIX (default "millrace/"), MILLRACE_IMAGE_AOT=no (no caches of classes: slower starts),
# MILLRACE_IMAGE_ROOT (a folder with the root file system to build on, for another C library or another architecture's).
set -euo pipefail
# shellcheck source=dist/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

archive=$(readlink -f "${1:?"HOME: the unpacked archive"}")
[ "$(machine "$archive/runtime")" = "$(foreign='' architecture)" ] || foreign=$archive/runtime
if [ -n "$foreign" ]; then
    [ -n "${MILLRACE_IMAGE_ROOT:-}" ] || die "images for $(architecture) need its C library: MILLRACE_IMAGE_ROOT=DIR"
    MILLRACE_IMAGE_AOT=no # A cache of classes is made by a start.
fi
output=${2:-$root/dist/target}
prefix=${MILLRACE_IMAGE_PREFIX:-millrace/}
user=65532
home=/opt/millrace
created=$(date -u -d "$stamp" +%Y-%m-%dT%H:%M:%SZ)
revision=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)
mkdir -p "$output"
work=$(mktemp -d "$output/images.XXXXXX")
trap 'rm -rf "$work"' EXIT
blobs=$work/oci/blobs/sha256
mkdir -p "$blobs"

base_files() { # DIR: what Java needs of an operating system: the C library and who we are
    local library
    if [ -n "${MILLRACE_IMAGE_ROOT:-}" ]; then
        cp -a "$MILLRACE_IMAGE_ROOT/." "$1/"
    else
        # The loader has a fixed name in every program; nss_dns is loaded by name.
        for library in $(ldd "$archive/runtime/bin/java" "$archive/runtime/lib/server/libjvm.so" | sed -n 's/.*\s\(\/[^ ]*\) (0x.*/\1/p' |
            grep -v "^$archive" | sort -u); do
            install -D -m 755 "$library" "$1$library"
        done
        for library in "$(dirname "$(ldconfig -p | sed -n 's/.*libc\.so\.6 .*=> //p' | head -n 1)")"/lib{nss_dns.so.2,nss_files.so.2,resolv.so.2}; do
            [ ! -e "$library" ] || install -D -m 755 "$library" "$1$library"
        done
    fi
    mkdir -p "$1/etc" "$1/tmp" "$1/var/lib/millrace" "$1/proc" "$1/sys" "$1/dev" "$1/etc/millrace"
    printf 'root:x:0:0:root:/root:/sbin/nologin\nmillrace:x:%s:%s::/var/lib/millrace:/sbin/nologin\n' "$user" "$user" >"$1/etc/passwd"
    printf 'root:x:0:\nmillrace:x:%s:\n' "$user" >"$1/etc/group"
    printf 'hosts: files dns\npasswd: files\ngroup: files\n' >"$1/etc/nsswitch.conf"
    chmod 1777 "$1/tmp"
}

add_layer() { # NAME DIR: leaves NAME.digest and NAME.diff (of the uncompressed tar); the state's folder is the user's
    set_times "$2"
    pack "$work/$1.tar" "$2" .
    sha256sum <"$work/$1.tar" | cut -d' ' -f1 >"$work/$1.diff"
    gzip -n -3 "$work/$1.tar"
    sha256sum <"$work/$1.tar.gz" | cut -d' ' -f1 >"$work/$1.digest"
    mv "$work/$1.tar.gz" "$blobs/$(<"$work/$1.digest")"
}

add_state_layer() { # the only folder that belongs to the user
    mkdir -p "$work/state/var/lib/millrace"
    set_times "$work/state"
    tar --create --file "$work/state.tar" --directory "$work/state" --owner="$user" --group="$user" --numeric-owner \
        --mtime="$stamp" --format=gnu ./var/lib/millrace
    sha256sum <"$work/state.tar" | cut -d' ' -f1 >"$work/state.diff"
    gzip -n "$work/state.tar"
    sha256sum <"$work/state.tar.gz" | cut -d' ' -f1 >"$work/state.digest"
    mv "$work/state.tar.gz" "$blobs/$(<"$work/state.digest")"
}

options_file() { # APP FILE: for java's @FILE; what must be the same when the cache of classes is made and used
    local jar list=''
    while read -r jar; do list+=:$home/lib/$jar; done <"$work/home/apps/$1"
    {
        printf '%s\n' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:-UsePerfData
        if [ "$1" = container ]; then
            printf '%s\n' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx48m
        else
            printf '%s\n' -XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=60
        fi
        [ ! -s "$work/home/cache/$1.aot" ] || printf '%s\n' "-XX:AOTCache=$home/cache/$1.aot" '-Xlog:aot*=off'
        printf '%s\n' -cp "${list#:}"
        [ "$1" != container ] || printf '%s\n' io.millrace.dist.ContainerCommand
    } >"$2"
}

quoted() { # TEXT...: a JSON list of strings; none of ours holds a quote or a backslash
    local list='' text
    for text in "$@"; do list+=",\"$text\""; done
    printf '[%s]' "${list#,}"
}

blob() { # FILE: moves it among the blobs and prints digest and size
    local digest
    digest=$(sha256sum <"$1" | cut -d' ' -f1)
    printf '%s %s' "$digest" "$(stat -c %s "$1")"
    mv "$1" "$blobs/$digest"
}

layers=()
diff_ids() {
    local layer list=''
    for layer in "${layers[@]}"; do list+=",\"sha256:$(<"$work/$layer.diff")\""; done
    printf '[%s]' "${list#,}"
}

add_image() { # NAME TITLE PORTS HEALTHY COMMAND...: the command's first words are the entry point
    local name=$1 title=$2 ports=$3 healthy=$4 port exposed='' health='' config manifest list='' layer
    shift 4
    for port in $ports; do exposed+=",\"$port\":{}"; done
    [ "$healthy" = no ] || health=',"Healthcheck":{"Test":["CMD","'$home'/runtime/bin/java","@'$home'/etc/container.options","healthy"],"Interval":10000000000,"Timeout":5000000000,"StartPeriod":60000000000,"Retries":3}'
    cat >"$work/config.json" <<JSON
{"architecture":"$(architecture)","os":"linux","created":"$created",
"config":{"User":"$user:$user","WorkingDir":"/var/lib/millrace","Entrypoint":$(quoted "$@"),
"Cmd":$([ "$name" = standalone ] && quoted up --data /var/lib/millrace --listen all || echo null),
"Env":["MILLRACE_SERVER_LISTEN=all","MILLRACE_LOG_FORMAT=json","LANG=C.UTF-8"],
"ExposedPorts":{${exposed#,}},"StopSignal":"SIGTERM"$health,
"Labels":{"org.opencontainers.image.title":"millrace-$name","org.opencontainers.image.description":"$title",
"org.opencontainers.image.version":"$version","org.opencontainers.image.revision":"$revision",
"org.opencontainers.image.licenses":"Apache-2.0","org.opencontainers.image.created":"$created",
"io.millrace.sbom":"$home/sbom.json"}},
"rootfs":{"type":"layers","diff_ids":$(diff_ids)},
"history":[]}
JSON
    config=$(blob "$work/config.json")
    for layer in "${layers[@]}"; do
        list+=",{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$(<"$work/$layer.digest")\",\"size\":$(stat -c %s "$blobs/$(<"$work/$layer.digest")")}"
    done
    cat >"$work/manifest.json" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:${config% *}","size":${config#* }},
"layers":[${list#,}]}
JSON
    manifest=$(blob "$work/manifest.json")
    printf ',{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"platform":{"architecture":"%s","os":"linux"},"annotations":{"io.containerd.image.name":"docker.io/%s","org.opencontainers.image.ref.name":"%s"}}\n' \
        "${manifest% *}" "${manifest#* }" "$(architecture)" "$prefix$name:$version" "$version" >>"$work/index"
    list=''
    for layer in "${layers[@]}"; do list+=",\"blobs/sha256/$(<"$work/$layer.digest")\""; done
    printf ',{"Config":"blobs/sha256/%s","RepoTags":["%s"],"Layers":[%s]}\n' "${config% *}" "$prefix$name:$version" "${list#,}" >>"$work/docker"
}

mkdir -p "$work/home"
cp -a "$archive/runtime" "$archive/lib" "$archive/apps" "$archive/LICENSE" "$work/home/"
[ ! -f "$archive/sbom.json" ] || cp -a "$archive/sbom.json" "$work/home/"
if [ "${MILLRACE_IMAGE_AOT:-yes}" != no ]; then
    say "Caches of classes, from one start of each service"
    "$root/dist/record-starts.sh" "$work/home"
fi

say "Layers"
mkdir -p "$work/base" "$work/runtime$home" "$work/app$home/etc"
base_files "$work/base"
mv "$work/home/runtime" "$work/runtime$home/"
for app in standalone container "${services[@]}"; do options_file "$app" "$work/app$home/etc/$app.options"; done
cp "$root/docs/millrace.yml" "$work/app$home/millrace.example.yml"
mv "$work/home/lib" "$work/home/apps" "$work/home/LICENSE" "$work/app$home/"
[ ! -f "$work/home/sbom.json" ] || mv "$work/home/sbom.json" "$work/app$home/"
add_layer base "$work/base"
add_layer runtime "$work/runtime"
add_layer app "$work/app"
add_state_layer
for app in standalone "${services[@]}"; do
    [ -s "$work/home/cache/$app.aot" ] || continue
    mkdir -p "$work/cache-$app$home/cache"
    mv "$work/home/cache/$app.aot" "$work/cache-$app$home/cache/"
    add_layer "cache-$app" "$work/cache-$app"
done

say "Images"
common=(base runtime app state)
java=$home/runtime/bin/java
with_cache() { # APP
    layers=("${common[@]}")
    [ ! -f "$work/cache-$1.digest" ] || layers+=("cache-$1")
}
media="8554/tcp 8322/tcp 8000/udp 8001/udp 1935/tcp 1936/tcp 8890/udp 9998/tcp"
for service in "${services[@]}"; do
    with_cache "$service"
    case $service in
        ingest) ports=$media ;;
        play) ports="$media 8889/tcp" ;;
        packager) ports="8888/tcp 8443/tcp 9998/tcp" ;;
        control) ports="9996/tcp 9997/tcp 9998/tcp" ;;
    esac
    add_image "$service-service" "Millrace: $service" "$ports" yes "$java" "@$home/etc/$service.options" "io.millrace.$service.Main"
done
with_cache standalone
add_image standalone "Millrace: everything and an embedded Kafka" "$media 8888/tcp 8443/tcp 9996/tcp 9997/tcp" yes \
    "$java" "@$home/etc/standalone.options" io.millrace.standalone.Main
layers=("${common[@]}")
add_image cli "Millrace: the administrator's command line" "" no "$java" "@$home/etc/standalone.options" io.millrace.standalone.Main

printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci/oci-layout"
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}\n' "$(sed '1s/^,//' "$work/index")" >"$work/oci/index.json"
printf '[%s]\n' "$(sed '1s/^,//' "$work/docker")" >"$work/oci/manifest.json"
name=millrace-images-$version-$(architecture).tar
pack "$output/$name" "$work/oci" blobs index.json manifest.json oci-layout
printf '%s\n' "$output/$name"
