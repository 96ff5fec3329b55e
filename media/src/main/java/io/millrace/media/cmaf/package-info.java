/** CMAF (ISO/IEC 23000-19): headers and fragments of single tracks, for HLS and DASH alike. */
@NullMarked
package io.millrace.media.cmaf;

import org.jspecify.annotations.NullMarked;
