/** Metrics for Prometheus: what the libraries count, and the JVM's own figures. */
@NullMarked
package io.millrace.runtime.metrics;

import org.jspecify.annotations.NullMarked;
