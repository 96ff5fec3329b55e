#!/usr/bin/env bash
# Starts every service once, around the broker of a standalone, and leaves HOME/cache/APP.aot: loaded and linked classes.
#   record-starts.sh HOME
# What cannot be recorded is told and left out; an image without a cache only starts slower.
set -euo pipefail

home=${1:?HOME}
scratch=$(mktemp -d)
pids=()
stop_all() {
    local pid
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    pids=()
}
trap 'stop_all; rm -rf "$scratch"' EXIT
mkdir -p "$home/cache"

used=()
free_port() { # a port that nobody listens on, in $port
    while :; do
        port=$((20000 + RANDOM % 12000))
        [[ " ${used[*]} " != *" $port "* ]] || continue
        ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue
        used+=("$port")
        return
    done
}

class_path() { # APP
    local jar list=''
    while read -r jar; do list+=:$home/lib/$jar; done <"$home/apps/$1"
    printf '%s' "${list#:}"
}

start() { # APP METRICS_PORT ARGS...: the same flags as in the images, but for the heap's size
    local app=$1 metrics=$2
    shift 2
    MILLRACE_RTSP_PORT=0 MILLRACE_RTSP_RTP_PORT=0 MILLRACE_RTSP_RTCP_PORT=0 MILLRACE_RTMP_PORT=0 MILLRACE_SRT_PORT=0 \
        MILLRACE_HTTP_PORT=0 MILLRACE_HTTP_STREAM_PORT=0 MILLRACE_CONTROL_GRPC_PORT="$control" MILLRACE_CONTROL_HTTP_PORT=0 \
        MILLRACE_CONTROL_ADDRESS="127.0.0.1:$control" MILLRACE_METRICS_PORT="$metrics" MILLRACE_KAFKA_EMBEDDED_PORT="$kafka" \
        MILLRACE_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:$kafka" "$home/runtime/bin/java" --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -XX:-UsePerfData -XX:AOTCacheOutput="$home/cache/$app.aot" \
        -cp "$(class_path "$app")" "io.millrace.$app.Main" "$@" >"$scratch/$app.log" 2>&1 &
    pids+=($!)
}

ready() { # METRICS_PORT: waits a minute for it
    local line
    for _ in {1..300}; do
        if exec 3<>"/dev/tcp/127.0.0.1/$1"; then
            printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
            read -r -t 5 line <&3 || line=''
            exec 3>&-
            [[ $line != *' 200 '* ]] || return 0
        fi 2>/dev/null
        sleep 0.2
    done
    return 1
}

free_port && kafka=$port
free_port && control=$port
free_port && main=$port
start standalone "$main" up --demo --data "$scratch/data"
ready "$main" || printf 'record-starts: standalone is not ready:\n%s\n' "$(tail -n 3 "$scratch/standalone.log")" >&2
free_port && control=$port
declare -A metrics
for app in control ingest play packager; do
    free_port && metrics[$app]=$port
    start "$app" "${metrics[$app]}"
done
for app in control ingest play packager; do
    ready "${metrics[$app]}" || printf 'record-starts: %s is not ready:\n%s\n' "$app" "$(tail -n 3 "$scratch/$app.log")" >&2
done
sleep 2
broker=${pids[0]}
pids=("${pids[@]:1}")
stop_all
pids=("$broker")
stop_all
