/** What both ends of a connection have in common: commands, messages out, windows, watching. */
@NullMarked
package io.millrace.rtmp.connection;

import org.jspecify.annotations.NullMarked;
