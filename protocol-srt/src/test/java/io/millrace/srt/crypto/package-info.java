/** Tests. */
@NullMarked
package io.millrace.srt.crypto;

import org.jspecify.annotations.NullMarked;
