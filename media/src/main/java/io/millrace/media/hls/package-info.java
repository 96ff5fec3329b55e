/** HTTP Live Streaming (RFC 8216): segments, playlists and their names, as functions of the log. */
@NullMarked
package io.millrace.media.hls;

import org.jspecify.annotations.NullMarked;
