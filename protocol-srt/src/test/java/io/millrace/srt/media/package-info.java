/** Tests of publishing and reading over SRT. */
@NullMarked
package io.millrace.srt.media;

import org.jspecify.annotations.NullMarked;
