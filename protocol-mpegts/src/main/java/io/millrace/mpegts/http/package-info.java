/** MPEG-TS over HTTP: endless streams to readers of paths, and a client that takes one in. */
@NullMarked
package io.millrace.mpegts.http;

import org.jspecify.annotations.NullMarked;
