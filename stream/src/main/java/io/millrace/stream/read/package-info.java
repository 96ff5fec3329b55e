/**
 * From a path's log to its readers: one tail and one ring a path, one image a record and flavour.
 */
@NullMarked
package io.millrace.stream.read;

import org.jspecify.annotations.NullMarked;
