/** The SRT connection as a state machine without sockets, threads or clocks of its own. */
@NullMarked
package io.millrace.srt.core;

import org.jspecify.annotations.NullMarked;
