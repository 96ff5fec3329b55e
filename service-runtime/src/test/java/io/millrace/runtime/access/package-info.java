/** Tests of admission. */
@NullMarked
package io.millrace.runtime.access;

import org.jspecify.annotations.NullMarked;
