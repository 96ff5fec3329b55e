/** The client of control's lease service. */
@NullMarked
package io.millrace.runtime.lease;

import org.jspecify.annotations.NullMarked;
