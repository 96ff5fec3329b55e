/** Tests of UDP, on real sockets of the loopback interface. */
@NullMarked
package io.millrace.mpegts.udp;

import org.jspecify.annotations.NullMarked;
