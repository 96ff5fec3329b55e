package io.millrace.rtsp.handler;

import io.millrace.stream.Client;
import java.util.Optional;

/**
 * A peer that wants to read.
 *
 * @param path of the URL, without slashes at its ends and without query
 * @param client with its query and credentials
 * @param session of SETUP; DESCRIBE has none
 */
public record StreamRequest(String path, Client client, Optional<PeerSession> session) {}
