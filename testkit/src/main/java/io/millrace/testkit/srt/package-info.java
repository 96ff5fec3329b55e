/** Other programs' SRT, all of it libsrt, as peers of ours. */
@NullMarked
package io.millrace.testkit.srt;

import org.jspecify.annotations.NullMarked;
