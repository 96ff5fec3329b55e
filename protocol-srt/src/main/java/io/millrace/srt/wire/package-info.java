/**
 * SRT packets: records that are parsed from and written to datagrams, every field bounds-checked.
 */
@NullMarked
package io.millrace.srt.wire;

import org.jspecify.annotations.NullMarked;
