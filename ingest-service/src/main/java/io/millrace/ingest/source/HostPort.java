package io.millrace.ingest.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom an address of SRT or UDP names.
 *
 * @param user what stands before an at sign: of a group, its sender; empty where nothing does
 * @param host without the brackets of an IPv6 address; empty: any
 */
record HostPort(String user, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile(
                    "//(?:([^@/?]*)@)?(\\[[0-9A-Fa-f:.%a-z]+]|[^:/?]*):([0-9]{1,5})(?:[/?].*)?");
    private static final int MAX_PORT = 65_535;

    /**
     * Of what follows the scheme and its colon.
     *
     * @throws IllegalArgumentException if there is no port
     */
    static HostPort parse(String rest) {
        Matcher matcher = FORM.matcher(rest);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("the address is not //HOST:PORT");
        }
        String host = matcher.group(2);
        String user = matcher.group(1);
        return new HostPort(
                user == null ? "" : user,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port);
    }

    /** Blocks while the name is looked up. */
    InetSocketAddress resolved() throws IOException {
        return host.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(InetAddress.getByName(host), port);
    }
}
