/** Action Message Format: the values in RTMP commands and metadata; 0 read and written, 3 read. */
@NullMarked
package io.millrace.rtmp.amf;

import org.jspecify.annotations.NullMarked;
