/** The RTCP packets that a server needs (RFC 3550, section 6). */
@NullMarked
package io.millrace.rtsp.rtcp;

import org.jspecify.annotations.NullMarked;
