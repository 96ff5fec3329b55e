/** Real programs and fakes for tests: ffmpeg, clips, frame hashes, JVMs, clocks and ports. */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
