/** Against libsrt, as other programs have it. */
@NullMarked
package io.millrace.srt.interop;

import org.jspecify.annotations.NullMarked;
