package io.millrace.rtsp.handler;

import io.millrace.media.sdp.SessionDescription;
import io.millrace.stream.Client;

/**
 * A peer that wants to publish.
 *
 * @param path of the URL, without slashes at its ends and without query
 * @param client with its query and credentials
 * @param description what it will send; media are numbered from 0 in its order
 */
public record AnnounceRequest(
        String path, Client client, SessionDescription description, PeerSession session) {}
