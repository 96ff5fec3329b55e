package io.millrace.rtmp.connection;

import java.time.Duration;

/**
 * What a peer must do to be kept.
 *
 * @param activity any value that differs once the peer did something
 * @param within how long it may stay the same
 * @param reason why the connection is closed when it does: a counter's label
 */
public record Expectation(Object activity, Duration within, String reason) {}
