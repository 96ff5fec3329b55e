/** Paths, publishers, readers, the contract of the log and the fan-out to readers. */
@NullMarked
package io.millrace.stream;

import org.jspecify.annotations.NullMarked;
