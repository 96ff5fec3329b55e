package io.millrace.srt.core;

/**
 * A connection's figures under libsrt's names (its statistics.md): totals since the connection
 * began, then momentary values. {@code malformed}, of our own, counts packets that break the
 * protocol.
 */
public record SrtStatistics(
        long msTimeStamp,
        long pktSent,
        long pktSentUnique,
        long byteSent,
        long pktRetrans,
        long byteRetrans,
        long pktSndLoss,
        long pktSndDrop,
        long byteSndDrop,
        long pktSentACK,
        long pktRecvACK,
        long pktSentNAK,
        long pktRecvNAK,
        long pktRecv,
        long pktRecvUnique,
        long byteRecv,
        long pktRcvRetrans,
        long pktRcvLoss,
        long pktRcvDrop,
        long pktRcvUndecrypt,
        long pktRcvBelated,
        long pktReorderDistance,
        long malformed,
        int pktReorderTolerance,
        double msRTT,
        double mbpsSendRate,
        double mbpsRecvRate,
        double mbpsMaxBW,
        int pktFlowWindow,
        int pktFlightSize,
        int pktSndBuf,
        int pktRcvBuf,
        int byteAvailRcvBuf,
        int msSndTsbPdDelay,
        int msRcvTsbPdDelay,
        long msDrift) {}
