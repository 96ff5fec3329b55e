/** How peers of RTSP prove who they are: Basic and Digest. */
@NullMarked
package io.millrace.rtsp.auth;

import org.jspecify.annotations.NullMarked;
