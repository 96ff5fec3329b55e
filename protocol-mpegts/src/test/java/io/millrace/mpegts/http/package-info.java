/** Tests. */
@NullMarked
package io.millrace.mpegts.http;

import org.jspecify.annotations.NullMarked;
