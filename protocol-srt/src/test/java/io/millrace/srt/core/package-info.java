/** Tests. */
@NullMarked
package io.millrace.srt.core;

import org.jspecify.annotations.NullMarked;
