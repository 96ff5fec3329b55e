/** RTMP's wire: handshake, chunk streams, protocol control messages; no session in it. */
@NullMarked
package io.millrace.rtmp.wire;

import org.jspecify.annotations.NullMarked;
