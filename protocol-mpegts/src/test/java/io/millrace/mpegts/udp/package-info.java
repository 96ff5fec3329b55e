/** Tests. */
@NullMarked
package io.millrace.mpegts.udp;

import org.jspecify.annotations.NullMarked;
