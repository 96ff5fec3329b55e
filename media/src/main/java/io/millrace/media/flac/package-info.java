/** FLAC frames (RFC 9639). */
@NullMarked
package io.millrace.media.flac;

import org.jspecify.annotations.NullMarked;
