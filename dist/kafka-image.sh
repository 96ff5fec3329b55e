#!/usr/bin/env bash
# Makes a container image with the name that docker-compose.yml and the tests take Kafka by, for machines that reach no registry:
# Kafka's own jars as they are built into standalone, a Java runtime, and a shell with a few programs of this machine.
#   kafka-image.sh [OUTPUT_DIR]      prints the tar's name; docker load -i TAR makes it known
# Where the engine has the image, or can pull it, this is not needed. Needs JAVA_HOME (a JDK that can link) and a build.
set -euo pipefail
# shellcheck source=dist/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

output=${1:-$root/dist/target}
jars=$root/standalone/target/lib
[ -d "$jars" ] || die "not built: $jars (./millrace build)"
kafka=$(find "$jars" -name 'kafka-clients-*.jar' -printf '%f\n' | sed 's/^kafka-clients-\(.*\)\.jar$/\1/')
image=${KAFKA_IMAGE:-apache/kafka:$kafka}
java_home=${JAVA_HOME:?"a JDK that can link"}
mkdir -p "$output"
work=$(mktemp -d "$output/kafka-image.XXXXXX")
trap 'rm -rf "$work"' EXIT
files=$work/files
mkdir -p "$files"/{tmp,proc,sys,dev,root,bin,usr/bin,etc/kafka/docker,opt/kafka/bin,opt/kafka/config,var/lib/kafka/data}

add_program() { # NAME: with the libraries that it is linked to
    local path library
    path=$(readlink -f "$(command -v "$1")") || die "this machine has no $1"
    install -D -m 755 "$path" "$files/bin/$1"
    for library in $(ldd "$path" 2>/dev/null | sed -n 's/.*\s\(\/[^ ]*\) (0x.*/\1/p'); do
        [ -e "$files$library" ] || install -D -m 755 "$library" "$files$library"
    done
}

say "Java runtime"
make_runtime "$java_home" "$files/opt/java"
for library in $(ldd "$files/opt/java/bin/java" "$files/opt/java/lib/server/libjvm.so" | sed -n 's/.*\s\(\/[^ ]*\) (0x.*/\1/p' |
    grep -v "^$files" | sort -u); do
    [ -e "$files$library" ] || install -D -m 755 "$library" "$files$library"
done
for library in "$(dirname "$(ldconfig -p | sed -n 's/.*libc\.so\.6 .*=> //p' | head -n 1)")"/lib{nss_dns.so.2,nss_files.so.2,resolv.so.2}; do
    [ ! -e "$library" ] || install -D -m 755 "$library" "$files$library"
done

say "Programs and jars"
for program in sh sleep cat ls mkdir chmod env; do add_program "$program"; done
cp "$jars"/*.jar "$files/opt/kafka/"
find "$files/opt/kafka" -name "*-$version.jar" ! -name 'kafka-embedded-*' -delete
printf 'root:x:0:0:root:/root:/bin/sh\nappuser:x:1000:1000::/var/lib/kafka:/bin/sh\n' >"$files/etc/passwd"
printf 'root:x:0:\nappuser:x:1000:\n' >"$files/etc/group"
printf 'hosts: files dns\npasswd: files\ngroup: files\n' >"$files/etc/nsswitch.conf"
cat >"$files/opt/kafka/config/logback.xml" <<'XML'
<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>[%d] %level %msg \(%logger\)%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="out"/></root>
</configuration>
XML
cat >"$files/etc/kafka/docker/run" <<'SH'
#!/bin/sh
# shellcheck disable=SC2086 # options are several words
exec /opt/java/bin/java ${KAFKA_HEAP_OPTS:--Xmx512m} ${KAFKA_OPTS:-} --enable-native-access=ALL-UNNAMED \
    -Dlogback.configurationFile=/opt/kafka/config/logback.xml -cp '/opt/kafka/*' io.millrace.kafka.embedded.ContainerBroker
SH
cat >"$files/opt/kafka/bin/kafka-broker-api-versions.sh" <<'SH'
#!/bin/sh
# Only what a health check asks: --bootstrap-server HOST:PORT
exec /opt/java/bin/java -Xmx64m -XX:TieredStopAtLevel=1 -Dlogback.configurationFile=/opt/kafka/config/logback.xml \
    -cp '/opt/kafka/*' io.millrace.kafka.embedded.ContainerBroker "$2"
SH
chmod 755 "$files/etc/kafka/docker/run" "$files/opt/kafka/bin/kafka-broker-api-versions.sh"
chmod 1777 "$files/tmp"
ln -s ../../bin/env "$files/usr/bin/env"

say "Image $image"
set_times "$files"
tar --create --file "$work/layer.tar" --directory "$files" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$stamp" \
    --format=gnu --exclude=./var/lib/kafka .
tar --append --file "$work/layer.tar" --directory "$files" --owner=1000 --group=1000 --numeric-owner --mtime="$stamp" \
    --format=gnu ./var/lib/kafka
layer=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
mv "$work/layer.tar" "$work/$layer.tar"
cat >"$work/config.json" <<JSON
{"architecture":"$(architecture)","os":"linux","created":"$(date -u -d "$stamp" +%Y-%m-%dT%H:%M:%SZ)",
"config":{"User":"1000:1000","WorkingDir":"/","Cmd":["/etc/kafka/docker/run"],"Env":["PATH=/opt/java/bin:/bin:/usr/bin","LANG=C.UTF-8"],
"ExposedPorts":{"9092/tcp":{}},"StopSignal":"SIGTERM",
"Labels":{"org.opencontainers.image.title":"kafka","org.opencontainers.image.version":"$kafka","org.opencontainers.image.licenses":"Apache-2.0"}},
"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},"history":[]}
JSON
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["%s.tar"]}]\n' "$image" "$layer" >"$work/manifest.json"
name=kafka-image-$kafka-$(architecture).tar
pack "$output/$name" "$work" config.json manifest.json "$layer.tar"
printf '%s\n' "$output/$name"
