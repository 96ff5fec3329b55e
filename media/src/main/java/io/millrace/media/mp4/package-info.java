/** MP4 files and their codec configurations (ISO/IEC 14496-12, -14 and -15). */
@NullMarked
package io.millrace.media.mp4;

import org.jspecify.annotations.NullMarked;
