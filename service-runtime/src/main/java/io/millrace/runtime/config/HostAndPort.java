package io.millrace.runtime.config;

/** Where a server listens. */
public record HostAndPort(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
