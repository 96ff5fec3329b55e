package io.millrace.srt.core;

/** What a connection counts; names as in {@link SrtStatistics}. Confined to the connection. */
final class Counters {
    long pktSent;
    long pktSentUnique;
    long byteSent;
    long pktRetrans;
    long byteRetrans;
    long pktSndLoss;
    long pktSndDrop;
    long byteSndDrop;
    long pktSentAck;
    long pktRecvAck;
    long pktSentNak;
    long pktRecvNak;
    long pktRecv;
    long pktRecvUnique;
    long byteRecv;
    long pktRcvRetrans;
    long pktRcvLoss;
    long pktRcvDrop;
    long pktRcvUndecrypt;
    long pktRcvBelated;
    long pktReorderDistance;
    long malformed;
}
