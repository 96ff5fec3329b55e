/** Small programs that use the SRT library alone; a test runs each. */
@NullMarked
package io.millrace.srt.examples;

import org.jspecify.annotations.NullMarked;
