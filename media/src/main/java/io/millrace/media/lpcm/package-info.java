/** Uncompressed audio, and its packing in transport streams (SMPTE ST 302). */
@NullMarked
package io.millrace.media.lpcm;

import org.jspecify.annotations.NullMarked;
