/** VP8 frames (RFC 6386). */
@NullMarked
package io.millrace.media.vp8;

import org.jspecify.annotations.NullMarked;
