package io.millrace.rtsp.rtcp;

import io.netty.buffer.ByteBuf;

/**
 * A receiver report with one block (RFC 3550, section 6.4.2).
 *
 * @param reporter our SSRC
 * @param source the SSRC that is reported on
 * @param fractionLost of 256, since the report before
 * @param lastReport middle 32 bits of the newest sender report's NTP timestamp; 0 if none came
 * @param sinceLastReport 1/65,536 seconds since it came
 */
public record ReceiverReport(
        long reporter,
        long source,
        int fractionLost,
        int lost,
        long extendedHighestSequence,
        long jitterTicks,
        long lastReport,
        long sinceLastReport) {
    private static final int ONE_BLOCK = 0x81;
    private static final int TYPE = 201;
    private static final int WORDS_AFTER_FIRST = 7;

    /** Writes the report and a CNAME. */
    public void writeCompound(ByteBuf out, String cname) {
        out.writeByte(ONE_BLOCK).writeByte(TYPE).writeShort(WORDS_AFTER_FIRST);
        out.writeInt((int) reporter).writeInt((int) source);
        out.writeByte(fractionLost).writeMedium(lost);
        out.writeInt((int) extendedHighestSequence).writeInt((int) jitterTicks);
        out.writeInt((int) lastReport).writeInt((int) sinceLastReport);
        SourceDescription.write(reporter, cname, out);
    }
}
