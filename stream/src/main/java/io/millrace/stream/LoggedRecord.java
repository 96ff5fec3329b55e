package io.millrace.stream;

/**
 * A record as it stands in the log.
 *
 * @param offset its place in the path's topic, growing
 * @param timestampMillis clock of the ingest pod when it was written, milliseconds since 1970
 */
public record LoggedRecord(long offset, long timestampMillis, StreamRecord record) {}
