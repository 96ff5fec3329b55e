/** Programs to start from. */
@NullMarked
package io.millrace.rtsp.examples;

import org.jspecify.annotations.NullMarked;
