package io.millrace.rtmp.client;

import java.util.Optional;

/**
 * The server asks to connect anew, at the next good moment (enhanced RTMP 2,
 * NetConnection.Connect.ReconnectRequest); the stream goes on until then.
 *
 * @param tcUrl where to, absolute or relative to where we are; empty for the same place
 */
public record ReconnectRequest(Optional<String> tcUrl, String description) {}
