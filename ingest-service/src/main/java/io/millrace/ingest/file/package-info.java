/** Streams that are played from files. */
@NullMarked
package io.millrace.ingest.file;

import org.jspecify.annotations.NullMarked;
