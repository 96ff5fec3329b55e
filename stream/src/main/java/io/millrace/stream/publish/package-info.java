/** From a publisher's units to the records of its path's log. */
@NullMarked
package io.millrace.stream.publish;

import org.jspecify.annotations.NullMarked;
