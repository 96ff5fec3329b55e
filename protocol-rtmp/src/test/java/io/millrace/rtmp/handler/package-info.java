/** The server as a library. */
@NullMarked
package io.millrace.rtmp.handler;

import org.jspecify.annotations.NullMarked;
