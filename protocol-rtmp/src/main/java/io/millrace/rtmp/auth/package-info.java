/** Challenges of encoders that log in when they connect: Adobe's and Limelight's. */
@NullMarked
package io.millrace.rtmp.auth;

import org.jspecify.annotations.NullMarked;
