/** The server as a library: handlers that answer requests, and streams that readers are offered. */
@NullMarked
package io.millrace.rtsp.handler;

import org.jspecify.annotations.NullMarked;
