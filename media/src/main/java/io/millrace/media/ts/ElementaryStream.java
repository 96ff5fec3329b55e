package io.millrace.media.ts;

import io.millrace.media.Bytes;

/**
 * One entry of a program map (ISO/IEC 13818-1, 2.4.4.8).
 *
 * @param type stream_type (table 2-34)
 * @param descriptors as they are in the map, one after the other
 */
record ElementaryStream(int pid, int type, Bytes descriptors) {}
