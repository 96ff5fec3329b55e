package io.millrace.rtsp.handler;

import io.millrace.stream.Client;

/**
 * One session of a peer, from its first ANNOUNCE or SETUP until its end; the same object in all
 * calls. Thread-safe.
 */
public interface PeerSession {
    /** As the peer names it. */
    String id();

    Client client();

    /** Ends the session and closes its connection. */
    void end(String why);
}
