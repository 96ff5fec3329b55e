/**
 * What every service shares: start and stop in order, health, sockets' threads, the log's client.
 */
@NullMarked
package io.millrace.runtime;

import org.jspecify.annotations.NullMarked;
