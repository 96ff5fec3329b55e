/** Key-length-value metadata (SMPTE ST 336) in transport streams and RTP. */
@NullMarked
package io.millrace.media.klv;

import org.jspecify.annotations.NullMarked;
