package io.millrace.rtmp.handler;

import io.millrace.stream.Client;

/**
 * What a peer wants to publish or play.
 *
 * @param path app and stream key, as one path without empty parts
 * @param client with its query and credentials
 */
public record StreamRequest(String path, Client client) {
    /** The last part of the path, which encoders call the stream key. */
    public String key() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
