package io.millrace.srt.core;

/** What a connection counts; names as in {@link SrtStatistics}. Confined to the connection. */
final class Counters {
    long pktSent;
    long pktSentUnique;
    long byteSent;
    long byteSentUnique;
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
    long byteRecvUnique;
    long pktRcvRetrans;
    long pktRcvLoss;
    long pktRcvDrop;
    long pktRcvUndecrypt;
    long byteRcvUndecrypt;
    long pktRcvBelated;
    long pktReorderDistance;
    long malformed;
    long belatedMicros;
    int linkPacketsPerSecond;
}
