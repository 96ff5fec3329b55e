# What archive.sh and images.sh share: the layout of an installation. Sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$root/pom.xml" | head -n 1)
# One time for every file: the same sources give the same bytes, and a cache of classes made from a copy fits all copies.
stamp=@$(date -u -d "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</project.build.outputTimestamp>|\1|p' "$root/pom.xml")" +%s)
services=(ingest play packager control)

# By jdeps over all jars, and for operators: Flight Recorder, jcmd, JMX; jdk.crypto.ec, jdk.net and jdk.zipfs are found by name only.
modules=java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl
modules+=,java.sql,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent,jdk.management.jfr,jdk.net
modules+=,jdk.unsupported,jdk.zipfs

die() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit 1
}

say() { printf '%s\n' "$*" >&2; }

# A JDK or a runtime of another architecture, which is made a package of without running it; empty: this machine's kind.
foreign=${MILLRACE_PACKAGE_JDK:-}

machine() { # HOME of a runtime: what its programs run on, by their ELF headers
    case "$(od -An -tx1 -j18 -N2 "$1/bin/java" | tr -d ' ')" in
        3e00) echo amd64 ;;
        b700) echo arm64 ;;
        *) die "$1/bin/java: not a program of Linux for x86-64 or AArch64" ;;
    esac
}

architecture() { # as images and archives name it
    if [ -n "$foreign" ]; then
        machine "$foreign"
        return
    fi
    case "$(uname -m)" in
        x86_64) echo amd64 ;;
        aarch64) echo arm64 ;;
        *) uname -m ;;
    esac
}

make_runtime() { # JDK DIR
    if [ -n "$foreign" ] && [ ! -d "$foreign/jmods" ]; then
        copy_runtime "$2"
        return
    fi
    "$1/bin/jlink" ${foreign:+--module-path "$foreign/jmods"} --add-modules "$modules" --strip-debug --no-header-files \
        --no-man-pages --output "$2" ||
        die "jlink failed: the JDK in $1 must be one that can link (jmods, or JEP 493), and of the same build as the one in ${foreign:-it}"
}

copy_runtime() { # DIR: the foreign one as it is, since nothing can be linked without its jmods
    local module there
    there=" $(sed -n 's/^MODULES="\(.*\)"/\1/p' "$foreign/release") "
    grep -q '^JAVA_VERSION="25[."]' "$foreign/release" || die "$foreign is no Java 25"
    for module in ${modules//,/ }; do
        [[ $there == *" $module "* ]] || die "$foreign lacks $module"
    done
    cp -a "$foreign" "$1"
    rm -rf "${1:?}"/{include,man,demo,lib/src.zip}
}

copy_jars() { # DIR: every jar of every service, once
    local target=$root/standalone/target
    [ -f "$target/standalone.jar" ] || die "not built: $target/standalone.jar (./millrace build)"
    mkdir -p "$1"
    [ -f "$root/dist/target/dist.jar" ] || die "not built: $root/dist/target/dist.jar (./millrace package)"
    cp "$root/dist/target/dist.jar" "$1/dist-$version.jar"
    cp "$target/standalone.jar" "$1/standalone-$version.jar"
    cp "$target"/lib/*.jar "$1/"
}

list_jars() { # MODULE LIB: the names of a module's jars in its class path's order, its own first
    printf '%s-%s.jar\n' "$1" "$version"
    find "$root/$1/target/lib" -name '*.jar' -printf '%f\n' | LC_ALL=C sort | while read -r jar; do
        [ -f "$2/$jar" ] || die "$1 needs $jar, which standalone does not have: build both anew"
        printf '%s\n' "$jar"
    done
}

make_layout() { # JDK DIR: runtime, jars, lists of jars, the bill of materials
    local service
    make_runtime "$1" "$2/runtime"
    copy_jars "$2/lib"
    mkdir -p "$2/apps"
    list_jars standalone "$2/lib" >"$2/apps/standalone"
    for service in "${services[@]}"; do
        list_jars "$service-service" "$2/lib" >"$2/apps/$service"
    done
    # The container's command is a client of control's gRPC.
    (cd "$2/lib" && ls "dist-$version.jar" "cli-$version.jar" picocli-*.jar "proto-$version.jar" grpc-*.jar protobuf-*.jar proto-google-*.jar guava-*.jar \
        failureaccess-*.jar perfmark-*.jar gson-*.jar) | awk '!seen[$0]++' >"$2/apps/container"
    [ ! -f "$root/dist/target/bom.json" ] || cp "$root/dist/target/bom.json" "$2/sbom.json"
    cp "$root/LICENSE" "$2/"
}

set_times() { # DIR
    find "$1" -exec touch -h -d "$stamp" {} +
}

pack() { # FILE.tar PARENT NAME...: the same bytes for the same files
    local file=$1 parent=$2
    shift 2
    tar --create --file "$file" --directory "$parent" --sort=name --owner=0 --group=0 --numeric-owner \
        --mtime="$stamp" --format=gnu "$@"
}
