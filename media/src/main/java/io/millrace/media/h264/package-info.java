/** H.264 bitstreams: NAL units, parameter sets, access units, picture order (ITU-T H.264). */
@NullMarked
package io.millrace.media.h264;

import org.jspecify.annotations.NullMarked;
