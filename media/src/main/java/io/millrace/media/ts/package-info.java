/** MPEG transport streams (ISO/IEC 13818-1): packets, sections, PES, elementary streams. */
@NullMarked
package io.millrace.media.ts;

import org.jspecify.annotations.NullMarked;
