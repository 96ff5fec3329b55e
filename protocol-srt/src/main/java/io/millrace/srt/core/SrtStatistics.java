package io.millrace.srt.core;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection's figures under libsrt's names (its statistics.md): totals since the connection
 * began, then momentary values. Sizes of lost and dropped packets are taken to be the mean of those
 * that came. {@code malformed}, of our own, counts packets that break the protocol.
 *
 * @param pktRcvAvgBelatedTime by how many milliseconds packets came too late, on average
 * @param mbpsBandwidth what the line has carried at the most, as the receiving side knows it; 0 =
 *     not known
 */
public record SrtStatistics(
        long msTimeStamp,
        long pktSent,
        long pktSentUnique,
        long byteSent,
        long byteSentUnique,
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
        long byteRecvUnique,
        long pktRcvRetrans,
        long pktRcvLoss,
        long byteRcvLoss,
        long pktRcvDrop,
        long byteRcvDrop,
        long pktRcvUndecrypt,
        long byteRcvUndecrypt,
        long pktRcvBelated,
        double pktRcvAvgBelatedTime,
        long pktReorderDistance,
        long malformed,
        int pktReorderTolerance,
        double msRTT,
        double mbpsSendRate,
        double mbpsRecvRate,
        double mbpsBandwidth,
        double mbpsMaxBW,
        double usPktSndPeriod,
        int pktFlowWindow,
        int pktFlightSize,
        int pktSndBuf,
        long byteSndBuf,
        long msSndBuf,
        long byteAvailSndBuf,
        int pktRcvBuf,
        long byteRcvBuf,
        long msRcvBuf,
        long byteAvailRcvBuf,
        int byteMSS,
        int msSndTsbPdDelay,
        int msRcvTsbPdDelay,
        long msDrift) {
    /** All of them by name, in this order. */
    public Map<String, Number> toMap() {
        Map<String, Number> figures = new LinkedHashMap<>();
        try {
            for (RecordComponent component : SrtStatistics.class.getRecordComponents()) {
                figures.put(component.getName(), (Number) component.getAccessor().invoke(this));
            }
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException("A record's accessors are public", failure);
        }
        return figures;
    }
}
