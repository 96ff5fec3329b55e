/** Tests of challenges. */
@NullMarked
package io.millrace.rtmp.auth;

import org.jspecify.annotations.NullMarked;
