/** MPEG audio, layers I to III (ISO/IEC 11172-3, 13818-3). */
@NullMarked
package io.millrace.media.mpegaudio;

import org.jspecify.annotations.NullMarked;
