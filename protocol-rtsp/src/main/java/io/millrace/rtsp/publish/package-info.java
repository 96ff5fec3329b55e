/** The way in: RTP and RTCP of a publisher to units on one clock. */
@NullMarked
package io.millrace.rtsp.publish;

import org.jspecify.annotations.NullMarked;
