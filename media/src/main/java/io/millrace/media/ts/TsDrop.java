package io.millrace.media.ts;

/** Why something of a transport stream did not become a unit: the reasons that are counted. */
public enum TsDrop {
    /** Bytes between packets. */
    BYTES_SKIPPED,
    /** Packets whose sender, or modem, says that they are damaged (2.4.3.3). */
    TRANSPORT_ERROR,
    /** Packets and PES packets of the chosen program that are scrambled. */
    SCRAMBLED,
    /** Packets whose header or adaptation field breaks the specification. */
    PACKET_MALFORMED,
    /** Times that packets were missing by their counters. */
    CONTINUITY,
    /** Packets that came twice, as they may (2.4.3.3). */
    DUPLICATE,
    /** Packets of PIDs that the chosen program does not have. */
    OTHER_PID,
    /** Sections with a wrong CRC, or that break the specification. */
    SECTION_MALFORMED,
    /** Programs and streams above the limits. */
    OVER_LIMIT,
    /** Streams of the program that are not read. */
    UNSUPPORTED_STREAM,
    /** PES packets that lost a part. */
    PES_TORN,
    /** PES packets, or what became of them, above the limit of a unit. */
    TOO_BIG,
    /** PES packets that break the specification. */
    PES_MALFORMED,
    /** Access units that break their codec's specification, or lost a part. */
    UNIT_MALFORMED,
    /** Access units before the parameters that decode them. */
    UNIT_BEFORE_FORMAT,
    /** Access units that have no time and none that can be known. */
    UNIT_WITHOUT_TIME;

    /** In lower-dash form, as in metrics and logs. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
