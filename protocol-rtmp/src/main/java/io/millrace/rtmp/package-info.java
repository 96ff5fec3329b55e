/** RTMP server: sessions that publish into and play from Millrace's streams, on Netty. */
@NullMarked
package io.millrace.rtmp;

import org.jspecify.annotations.NullMarked;
