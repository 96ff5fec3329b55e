package io.millrace.media.ts;

import io.millrace.media.Av1Format;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.av1.Av1TemporalUnit;
import io.millrace.media.av1.Obu;
import io.millrace.media.codec.StartCodes;
import java.util.Arrays;
import java.util.Optional;

/**
 * AV1 in OBUs with start codes (Carriage of AV1 in MPEG-2 TS, 3.2). A temporal unit ends with the
 * frame that is shown, whatever PES packets it came in; its time is that of its first one.
 */
final class Av1Codec implements VideoCodec {
    /** Header, extension, size field and the begin of a frame header. */
    private static final int LOOK_AHEAD_BYTES = 12;

    private static final int HAS_EXTENSION = 0x04;
    private static final int SHOW_EXISTING_FRAME = 0x80;
    private static final int SHOW_FRAME = 0x10;

    /** Zeros at the end of an OBU look like a part of the start code behind it. */
    private static final int LOST_ZEROS = 2;

    private Optional<Av1Format> format = Optional.empty();
    private boolean isShown = true;

    @Override
    public int lookAhead() {
        return LOOK_AHEAD_BYTES;
    }

    @Override
    public boolean beginsAccessUnit(byte[] bytes, int at, int end) {
        int type = Obu.typeOf(bytes[at] & 0xFF);
        boolean begins =
                switch (type) {
                    case Obu.TEMPORAL_DELIMITER -> true;
                    case Obu.SEQUENCE_HEADER, Obu.METADATA, Obu.FRAME, Obu.FRAME_HEADER ->
                            isShown && !isUpperLayer(bytes, at, end);
                    default -> false;
                };
        if (begins) {
            isShown = false;
        }
        if (type == Obu.FRAME || type == Obu.FRAME_HEADER) {
            isShown |= showsFrame(bytes, at, end);
        }
        return begins;
    }

    /** spatial_id of the extension: one picture in more detail. */
    private static boolean isUpperLayer(byte[] bytes, int at, int end) {
        boolean extended = (bytes[at] & HAS_EXTENSION) != 0;
        return extended && at + 1 < end && (bytes[at + 1] & 0x18) != 0;
    }

    /** The begin of uncompressed_header (AV1, 5.9.2). */
    private static boolean showsFrame(byte[] bytes, int at, int end) {
        int payload = at + ((bytes[at] & HAS_EXTENSION) != 0 ? 2 : 1);
        if ((bytes[at] & Obu.HAS_SIZE) != 0) {
            while (payload < end && (bytes[payload] & 0x80) != 0) {
                payload++;
            }
            payload++;
        }
        return payload >= end || (bytes[payload] & (SHOW_EXISTING_FRAME | SHOW_FRAME)) != 0;
    }

    @Override
    public boolean isWhole() {
        return isShown;
    }

    @Override
    public void onLoss() {
        isShown = true;
    }

    @Override
    public Optional<Picture> picture(byte[] bytes) throws MalformedMediaException {
        byte[] obus = new byte[2 * bytes.length + LOST_ZEROS];
        int size = 0;
        int at = nextObu(bytes, 0);
        while (at < bytes.length) {
            int begin = at + StartCodes.SIZE - 1;
            at = nextObu(bytes, begin);
            byte[] obu = Av1Payload.withoutEmulationPrevention(bytes, begin, at);
            if ((bytes[begin] & Obu.HAS_SIZE) != 0) {
                obu = Arrays.copyOf(obu, obu.length + LOST_ZEROS);
            }
            size = Obu.read(obu, 0, obu.length).copySized(obu, obus, size);
        }
        Av1TemporalUnit unit = Av1TemporalUnit.parse(Arrays.copyOf(obus, size));
        format = unit.format().or(() -> format);
        return unit.hasFrame()
                ? Optional.of(new Picture(unit.payload(), unit.randomAccess()))
                : Optional.empty();
    }

    private static int nextObu(byte[] bytes, int from) {
        return StartCodes.next(bytes, from, bytes.length);
    }

    @Override
    public Optional<Format> format() {
        return format.map(Format.class::cast);
    }

    @Override
    public boolean hasFramesOnly() {
        return true;
    }

    /** The stream need not say. */
    @Override
    public long frameTicks() {
        return 0;
    }
}
