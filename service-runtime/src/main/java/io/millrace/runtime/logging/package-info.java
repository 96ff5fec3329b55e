/** Logs: one line an event, on the terminal or in a file. */
@NullMarked
package io.millrace.runtime.logging;

import org.jspecify.annotations.NullMarked;
