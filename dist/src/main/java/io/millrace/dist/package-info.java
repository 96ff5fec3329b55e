/** The few commands that a container needs of its own image, which has no shell. */
@NullMarked
package io.millrace.dist;

import org.jspecify.annotations.NullMarked;
