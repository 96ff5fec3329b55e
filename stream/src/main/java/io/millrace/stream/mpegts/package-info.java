/** MPEG transport streams between paths and the protocols that carry them: SRT, HTTP, UDP. */
@NullMarked
package io.millrace.stream.mpegts;

import org.jspecify.annotations.NullMarked;
