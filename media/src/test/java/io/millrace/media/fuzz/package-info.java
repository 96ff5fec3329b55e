/** Every parser under spoilt input, by {@link io.millrace.testkit.Fuzz}. */
@NullMarked
package io.millrace.media.fuzz;

import org.jspecify.annotations.NullMarked;
