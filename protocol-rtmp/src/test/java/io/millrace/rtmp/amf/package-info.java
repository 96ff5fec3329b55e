/** Tests of this package. */
@NullMarked
package io.millrace.rtmp.amf;

import org.jspecify.annotations.NullMarked;
