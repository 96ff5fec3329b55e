/** Ingest: the wiring of what publishers connect to. */
@NullMarked
package io.millrace.ingest;

import org.jspecify.annotations.NullMarked;
