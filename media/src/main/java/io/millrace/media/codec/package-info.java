/** What all containers ask about codecs: how long a unit lasts, and who can carry what. */
@NullMarked
package io.millrace.media.codec;

import org.jspecify.annotations.NullMarked;
