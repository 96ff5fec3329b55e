/** Publishing and reading of paths over SRT: MPEG transport streams to and from units. */
@NullMarked
package io.millrace.srt.media;

import org.jspecify.annotations.NullMarked;
