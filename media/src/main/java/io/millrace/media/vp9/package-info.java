/** VP9 frames and what descriptions say of them. */
@NullMarked
package io.millrace.media.vp9;

import org.jspecify.annotations.NullMarked;
