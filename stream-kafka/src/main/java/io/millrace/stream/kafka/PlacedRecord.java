package io.millrace.stream.kafka;

import io.millrace.stream.LoggedRecord;

/**
 * A record of a path's topic, and what its place says.
 *
 * @param undisturbed it stands where it stands only if nobody else wrote since its epoch began: so
 *     no newer epoch began before it (docs/log-format.md)
 */
record PlacedRecord(LoggedRecord logged, boolean undisturbed) {}
