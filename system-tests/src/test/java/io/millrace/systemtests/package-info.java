/** The system as its users see it: real ffmpeg, real sockets, real Kafka, real processes. */
@NullMarked
package io.millrace.systemtests;

import org.jspecify.annotations.NullMarked;
