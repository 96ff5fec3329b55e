package io.millrace.mpegts.udp;

/** Why a datagram was not used. */
public enum BadDatagram {
    /** It has no byte. */
    EMPTY,
    /** It is longer than {@link UdpTsReceiverSettings.Buffers#maxDatagramBytes}, and was cut. */
    TOO_LONG,
    /** It is from another address than the chosen source. */
    OTHER_SOURCE,
    /** There is no sync byte where packets of 188 bytes must begin, and it is not RTP either. */
    NO_SYNC,
    /** It begins as RTP does, and breaks RFC 3550, section 5.1. */
    RTP_HEADER,
    /** RTP of another payload type than 33 (MP2T, RFC 3551). */
    RTP_PAYLOAD_TYPE,
    /** The RTP payload is not a whole number of packets (RFC 2250, section 2). */
    RTP_PAYLOAD
}
