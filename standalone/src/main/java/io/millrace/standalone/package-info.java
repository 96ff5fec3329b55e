/** All services and an embedded Kafka in one process: the command line of one machine. */
@NullMarked
package io.millrace.standalone;

import org.jspecify.annotations.NullMarked;
