/** RTMP clients: publishes to other servers, and plays from them. */
@NullMarked
package io.millrace.rtmp.client;

import org.jspecify.annotations.NullMarked;
