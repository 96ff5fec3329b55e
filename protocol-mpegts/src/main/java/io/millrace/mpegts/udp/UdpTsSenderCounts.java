package io.millrace.mpegts.udp;

/**
 * What a sender has done so far.
 *
 * @param datagrams given to the system
 * @param bytes in them
 * @param droppedBytes that found the queue full, were refused by the system or waited at the end
 */
public record UdpTsSenderCounts(long datagrams, long bytes, long droppedBytes) {}
