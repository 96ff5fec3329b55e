/** SRT (draft-sharabayko-srt) in live mode: listener and caller on Netty. */
@NullMarked
package io.millrace.srt;

import org.jspecify.annotations.NullMarked;
