/** RTP and RTCP packets (RFC 3550), and the payload formats of each codec. */
@NullMarked
package io.millrace.media.rtp;

import org.jspecify.annotations.NullMarked;
