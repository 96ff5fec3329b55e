/** Tests. */
@NullMarked
package io.millrace.srt.wire;

import org.jspecify.annotations.NullMarked;
