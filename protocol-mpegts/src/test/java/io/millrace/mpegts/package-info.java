/** Tests. */
@NullMarked
package io.millrace.mpegts;

import org.jspecify.annotations.NullMarked;
