/** Streams that are pulled: one job a path, with one source or several by priority. */
@NullMarked
package io.millrace.ingest.source;

import org.jspecify.annotations.NullMarked;
