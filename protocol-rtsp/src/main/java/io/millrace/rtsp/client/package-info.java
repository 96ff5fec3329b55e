/** An RTSP client: pulls streams from cameras and servers. */
@NullMarked
package io.millrace.rtsp.client;

import org.jspecify.annotations.NullMarked;
