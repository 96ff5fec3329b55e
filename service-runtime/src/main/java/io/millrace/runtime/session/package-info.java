/** The sessions of this pod: who publishes and reads, how much, and how to end them. */
@NullMarked
package io.millrace.runtime.session;

import org.jspecify.annotations.NullMarked;
