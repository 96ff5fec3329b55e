/** Tests of how tracks and units travel. */
@NullMarked
package io.millrace.rtmp.carriage;

import org.jspecify.annotations.NullMarked;
