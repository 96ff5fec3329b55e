/** Opus (RFC 6716) and its identification header (RFC 7845). */
@NullMarked
package io.millrace.media.opus;

import org.jspecify.annotations.NullMarked;
