package io.millrace.media.ts;

import io.millrace.media.Format;

/** An audio access unit in the canonical form of its format, before it has a time. */
record AudioUnit(Format format, int samples, byte[] payload) {}
