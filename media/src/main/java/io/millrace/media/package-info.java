/** Formats, tracks and units: what flows through Millrace, and what codecs and containers share. */
@NullMarked
package io.millrace.media;

import org.jspecify.annotations.NullMarked;
