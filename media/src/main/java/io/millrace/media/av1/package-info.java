/** AV1: OBUs, sequence headers, temporal units, and the configuration record. */
@NullMarked
package io.millrace.media.av1;

import org.jspecify.annotations.NullMarked;
