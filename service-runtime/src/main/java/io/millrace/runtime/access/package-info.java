/** Who may do what: asks users, servers and tokens, and ends what is no longer permitted. */
@NullMarked
package io.millrace.runtime.access;

import org.jspecify.annotations.NullMarked;
