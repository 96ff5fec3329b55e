/** Reads paths' logs for HTTP viewers: segments, playlists and the player page. */
@NullMarked
package io.millrace.packager;

import org.jspecify.annotations.NullMarked;
