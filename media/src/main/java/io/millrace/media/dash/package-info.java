/** MPEG-DASH (ISO/IEC 23009-1): manifests over the CMAF tracks of a path, functions of the log. */
@NullMarked
package io.millrace.media.dash;

import org.jspecify.annotations.NullMarked;
