/** The server as a library: one handler a connection, told of commands, codecs and samples. */
@NullMarked
package io.millrace.rtmp.handler;

import org.jspecify.annotations.NullMarked;
