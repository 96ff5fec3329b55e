/** Shows what a path's log still holds of its past: playlists, segments and clips of any range. */
@NullMarked
package io.millrace.packager.rewind;

import org.jspecify.annotations.NullMarked;
