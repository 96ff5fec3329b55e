/** What an operator takes from a running process to find out why it is slow or stuck. */
@NullMarked
package io.millrace.runtime.debug;

import org.jspecify.annotations.NullMarked;
