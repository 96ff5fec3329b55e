/** Small blocking RTSP and RTMP clients on plain sockets, sharing no code with our servers. */
@NullMarked
package io.millrace.testkit.client;

import org.jspecify.annotations.NullMarked;
