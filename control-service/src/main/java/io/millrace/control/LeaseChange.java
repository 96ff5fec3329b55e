package io.millrace.control;

import io.millrace.proto.control.LeaseRecord;

/** One record of the compacted topic: the newest of a path is all that counts. */
record LeaseChange(String path, LeaseRecord record) {}
