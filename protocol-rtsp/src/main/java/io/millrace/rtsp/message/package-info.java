/** The RTSP 1.0 message codec (RFC 2326): bytes to messages and back, and the headers we use. */
@NullMarked
package io.millrace.rtsp.message;

import org.jspecify.annotations.NullMarked;
