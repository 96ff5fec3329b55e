package io.millrace.stream.push;

/** Why an attempt or a session ended; without secrets. */
public record PushError(String message, long atMillis) {}
