package io.millrace.media.av1;

import io.millrace.media.Av1Format;
import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A temporal unit (AV1 Bitstream & Decoding Process Specification, 7.5) in the form of our units:
 * as a sample of ISO-BMFF (AV1 in ISOBMFF, 2.4).
 *
 * @param payload OBUs that all have a size field; the receiver's own array
 * @param hasFrame whether there is anything to decode
 * @param format what its sequence header tells, if it has one
 * @param keyFrame whether it begins with a key frame that is shown
 */
public record Av1TemporalUnit(
        byte[] payload, boolean hasFrame, Optional<Av1Format> format, boolean keyFrame) {
    private static final int KEY_FRAME = 0;

    /** Parses a low-overhead bitstream, with or without what samples do not have. */
    public static Av1TemporalUnit parse(byte[] data) throws MalformedMediaException {
        List<Obu> obus = Obu.all(data).stream().filter(Obu::isKept).toList();
        Optional<Obu> sequence = first(obus, Obu.SEQUENCE_HEADER);
        Optional<Obu> frame =
                obus.stream()
                        .filter(o -> o.type() == Obu.FRAME || o.type() == Obu.FRAME_HEADER)
                        .findFirst();
        boolean reduced = false;
        Optional<Av1Format> format = Optional.empty();
        if (sequence.isPresent()) {
            Obu header = sequence.get();
            byte[] bytes = new byte[header.sizedSize()];
            header.copySized(data, bytes, 0);
            reduced = Av1SequenceHeader.parse(data, header).reducedStillPicture();
            format = Optional.of(new Av1Format(Bytes.copyOf(bytes)));
        }
        boolean key = frame.isPresent() && (reduced || isShownKeyFrame(data, frame.get()));
        return new Av1TemporalUnit(joined(data, obus), frame.isPresent(), format, key);
    }

    /** Whether decoding may start here, with nothing but this unit. */
    public boolean randomAccess() {
        return keyFrame && format.isPresent();
    }

    /** The same with a sequence header that came apart from it, if it needs one and has none. */
    public Av1TemporalUnit with(Av1Format described) {
        if (!keyFrame || format.isPresent()) {
            return this;
        }
        byte[] header = described.sequenceHeader().toByteArray();
        byte[] all = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, all, header.length, payload.length);
        return new Av1TemporalUnit(all, true, Optional.of(described), true);
    }

    private static Optional<Obu> first(List<Obu> obus, int type) {
        return obus.stream().filter(obu -> obu.type() == type).findFirst();
    }

    /** The begin of uncompressed_header (5.9.2). */
    private static boolean isShownKeyFrame(byte[] data, Obu frame) throws MalformedMediaException {
        BitReader bits = new BitReader(data, frame.payloadAt(), frame.payloadSize());
        boolean showExisting = bits.flag();
        return !showExisting && bits.bits(2) == KEY_FRAME && bits.flag();
    }

    private static byte[] joined(byte[] data, List<Obu> obus) {
        byte[] out = new byte[obus.stream().mapToInt(Obu::sizedSize).sum()];
        int at = 0;
        for (Obu obu : obus) {
            at = obu.copySized(data, out, at);
        }
        return out;
    }
}
