/** RTSP inside HTTP and WebSocket, for networks that let nothing else through. */
@NullMarked
package io.millrace.rtsp.tunnel;

import org.jspecify.annotations.NullMarked;
