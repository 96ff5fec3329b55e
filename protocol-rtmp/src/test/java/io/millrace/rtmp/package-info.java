/** Tests of the RTMP server. */
@NullMarked
package io.millrace.rtmp;

import org.jspecify.annotations.NullMarked;
