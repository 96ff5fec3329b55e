/** MPEG-TS over UDP, plain or in RTP, unicast and multicast: a receiver and a sender. */
@NullMarked
package io.millrace.mpegts.udp;

import org.jspecify.annotations.NullMarked;
