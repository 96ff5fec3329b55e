/** MPEG-4 part 2 video (ISO/IEC 14496-2). */
@NullMarked
package io.millrace.media.mpeg4video;

import org.jspecify.annotations.NullMarked;
