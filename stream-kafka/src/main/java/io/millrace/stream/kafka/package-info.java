/** The stream log on Kafka: one topic a path, one producer and a few consumers a pod. */
@NullMarked
package io.millrace.stream.kafka;

import org.jspecify.annotations.NullMarked;
