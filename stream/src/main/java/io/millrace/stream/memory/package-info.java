/** The log and the leases in memory: for libraries without Kafka, and for tests. */
@NullMarked
package io.millrace.stream.memory;

import org.jspecify.annotations.NullMarked;
