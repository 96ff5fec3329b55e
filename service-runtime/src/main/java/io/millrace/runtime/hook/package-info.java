/** Hooks: programs that run when something happens to a path or its peers. */
@NullMarked
package io.millrace.runtime.hook;

import org.jspecify.annotations.NullMarked;
