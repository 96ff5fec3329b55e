/** Play: the wiring of what readers connect to. */
@NullMarked
package io.millrace.play;

import org.jspecify.annotations.NullMarked;
