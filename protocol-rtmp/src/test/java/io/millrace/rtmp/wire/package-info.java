/** Tests of this package. */
@NullMarked
package io.millrace.rtmp.wire;

import org.jspecify.annotations.NullMarked;
