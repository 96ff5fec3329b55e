/** An RTSP 1.0 server (RFC 2326) on Netty, usable alone with {@code media} and {@code stream}. */
@NullMarked
package io.millrace.rtsp;

import org.jspecify.annotations.NullMarked;
