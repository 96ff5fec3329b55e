/** Session descriptions (RFC 8866) and the formats they name. */
@NullMarked
package io.millrace.media.sdp;

import org.jspecify.annotations.NullMarked;
