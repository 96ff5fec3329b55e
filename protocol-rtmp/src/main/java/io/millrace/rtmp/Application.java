package io.millrace.rtmp;

import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.QueryCredentials;

/**
 * What {@code connect} said.
 *
 * @param name with its query, which may have secrets
 * @param client the peer, with the credentials that it proved already
 * @param takes what of enhanced RTMP 2 it knows
 */
record Application(String name, Client client, PeerCapabilities takes) {
    /** The peer as it shows itself with a stream's name: credentials may be in the query. */
    Client clientFor(StreamTarget target) {
        Client asking = client.withQuery(target.query());
        return client.credentials() instanceof Credentials.None
                ? asking.withCredentials(QueryCredentials.of(target.query()))
                : asking;
    }

    @Override
    public String toString() {
        return "Application[" + client + "]";
    }
}
