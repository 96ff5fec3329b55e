package io.millrace.media.ts;

/** One entry of a program map: a PID and its stream_type (ISO/IEC 13818-1, table 2-34). */
record ElementaryStream(int pid, int type) {}
