/** Action Message Format 0: the values in RTMP commands and metadata, decoder and encoder. */
@NullMarked
package io.millrace.rtmp.amf;

import org.jspecify.annotations.NullMarked;
