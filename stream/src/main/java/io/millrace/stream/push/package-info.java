/** Pushes: a path's stream that we send to somebody, again and again until it is taken away. */
@NullMarked
package io.millrace.stream.push;

import org.jspecify.annotations.NullMarked;
