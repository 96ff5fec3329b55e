package io.millrace.media.flac;

import io.millrace.media.Bytes;
import io.millrace.media.FlacFormat;
import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A stream's head: {@code fLaC} and the STREAMINFO block (RFC 9639, sections 6 and 8.2). */
public final class FlacStreamInfo {
    private static final String MARKER = "fLaC";
    private static final int BLOCK_HEADER = 4;
    private static final int LAST_BLOCK = 0x80;

    private FlacStreamInfo() {}

    /**
     * Reads it; what follows STREAMINFO is passed over. ffmpeg sends the content of STREAMINFO
     * alone in FLV.
     */
    public static FlacFormat read(byte[] head) throws MalformedMediaException {
        boolean bare = head.length == FlacFormat.STREAM_INFO_SIZE;
        int begin = bare ? 0 : MARKER.length() + BLOCK_HEADER;
        if (head.length < begin + FlacFormat.STREAM_INFO_SIZE || (!bare && !isMarked(head))) {
            throw new MalformedMediaException("no FLAC STREAMINFO (RFC 9639, section 8.2)");
        }
        byte[] info = Arrays.copyOfRange(head, begin, begin + FlacFormat.STREAM_INFO_SIZE);
        int rate = (info[10] & 0xFF) << 12 | (info[11] & 0xFF) << 4 | (info[12] & 0xFF) >> 4;
        int channels = (info[12] >> 1 & 7) + 1;
        if (rate == 0) {
            throw new MalformedMediaException("FLAC of 0 Hz (RFC 9639, section 8.2)");
        }
        return new FlacFormat(Bytes.copyOf(info), rate, channels);
    }

    private static boolean isMarked(byte[] head) {
        return head[0] == 'f' && (head[MARKER.length()] & 0x7F) == 0;
    }

    /** Writes it, STREAMINFO as the last block. */
    public static void write(FlacFormat format, ByteBuf out) {
        out.writeCharSequence(MARKER, StandardCharsets.US_ASCII);
        out.writeByte(LAST_BLOCK);
        out.writeMedium(FlacFormat.STREAM_INFO_SIZE);
        out.writeBytes(format.streamInfo().toByteArray());
    }
}
