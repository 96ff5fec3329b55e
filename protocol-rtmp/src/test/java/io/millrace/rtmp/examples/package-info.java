/** Programs to start from, each run by a test. */
@NullMarked
package io.millrace.rtmp.examples;

import org.jspecify.annotations.NullMarked;
