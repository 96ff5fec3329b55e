/** The load generator: many readers in one JVM, as cheaply as Java sockets allow. */
@NullMarked
package io.millrace.benchmarks.load;

import org.jspecify.annotations.NullMarked;
