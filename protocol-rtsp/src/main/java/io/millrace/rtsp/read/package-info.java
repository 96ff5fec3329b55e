/** The way out: wire images of records, and the sessions that send them. */
@NullMarked
package io.millrace.rtsp.read;

import org.jspecify.annotations.NullMarked;
