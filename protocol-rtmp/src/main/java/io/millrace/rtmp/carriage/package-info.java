/** How tracks and units travel in RTMP messages, whoever sends them. */
@NullMarked
package io.millrace.rtmp.carriage;

import org.jspecify.annotations.NullMarked;
