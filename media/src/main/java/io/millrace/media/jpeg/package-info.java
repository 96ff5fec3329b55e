/** JPEG images as motion JPEG carries them (ISO/IEC 10918-1). */
@NullMarked
package io.millrace.media.jpeg;

import org.jspecify.annotations.NullMarked;
