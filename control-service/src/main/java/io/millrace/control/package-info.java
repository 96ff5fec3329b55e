/** Control: who may write a path. The only writer of decisions; its state is a compacted topic. */
@NullMarked
package io.millrace.control;

import org.jspecify.annotations.NullMarked;
