/**
 * Measures a Millrace server from outside: fan-out cost, latency, time to first picture, memory.
 */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
