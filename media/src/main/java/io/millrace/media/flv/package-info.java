/** FLV tags, as files and RTMP messages carry them (Adobe FLV 10.1, annex E; enhanced RTMP 2). */
@NullMarked
package io.millrace.media.flv;

import org.jspecify.annotations.NullMarked;
