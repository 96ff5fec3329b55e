/** Tests of how tracks and units travel. */
@NullMarked
package io.millrace.rtmp.connection;

import org.jspecify.annotations.NullMarked;
