/** Secure RTP (RFC 3711) and the exchange of its keys by MIKEY (RFC 3830, RFC 4567). */
@NullMarked
package io.millrace.rtsp.srtp;

import org.jspecify.annotations.NullMarked;
