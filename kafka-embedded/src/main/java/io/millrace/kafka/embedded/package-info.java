/** A Kafka broker in this JVM. */
@NullMarked
package io.millrace.kafka.embedded;

import org.jspecify.annotations.NullMarked;
