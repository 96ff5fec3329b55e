/** MPEG-1 video (ISO/IEC 11172-2) and MPEG-2 video (ISO/IEC 13818-2). */
@NullMarked
package io.millrace.media.mpegvideo;

import org.jspecify.annotations.NullMarked;
