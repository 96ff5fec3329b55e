/** H.265 (ITU-T H.265 | ISO/IEC 23008-2): NAL units, parameter sets, access units. */
@NullMarked
package io.millrace.media.h265;

import org.jspecify.annotations.NullMarked;
