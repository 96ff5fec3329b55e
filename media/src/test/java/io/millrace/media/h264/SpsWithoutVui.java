package io.millrace.media.h264;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Optional;

/** Cuts the VUI off sequence parameter sets, as encoders write them that have none. */
final class SpsWithoutVui {
    private SpsWithoutVui() {}

    static H264Format of(H264Format format) throws MalformedMediaException {
        Bytes sps = format.sequenceParameterSets().getFirst();
        return new H264Format(List.of(cut(sps)), format.pictureParameterSets());
    }

    /** The shortest begin of the SPS that, closed without a VUI, tells the same picture. */
    private static Bytes cut(Bytes sps) throws MalformedMediaException {
        SequenceParameterSet whole = SequenceParameterSet.parse(sps);
        byte[] rbsp = NalUnit.of(sps).rbsp(sps.size());
        for (int bit = 24; bit < rbsp.length * 8; bit++) {
            Optional<Bytes> closed = closedAt(sps.unsignedByte(0), rbsp, bit);
            if (closed.isPresent() && isSame(whole, closed.get())) {
                return closed.get();
            }
        }
        throw new AssertionError("no VUI in " + sps);
    }

    /** Keeps {@code bits} bits, then vui_parameters_present_flag 0 and the stop bit. */
    private static Optional<Bytes> closedAt(int header, byte[] rbsp, int bits) {
        byte[] nalUnit = new byte[bits / 8 + 3];
        nalUnit[0] = (byte) header;
        for (int i = 0; i < bits; i++) {
            nalUnit[1 + i / 8] |= (byte) (rbsp[i / 8] & 0x80 >> (i % 8));
        }
        nalUnit[1 + (bits + 1) / 8] |= (byte) (0x80 >> ((bits + 1) % 8));
        for (int i = 2; i < nalUnit.length; i++) {
            if (nalUnit[i - 2] == 0 && nalUnit[i - 1] == 0 && (nalUnit[i] & 0xFF) <= 3) {
                return Optional.empty();
            }
        }
        return Optional.of(Bytes.copyOf(nalUnit));
    }

    private static boolean isSame(SequenceParameterSet whole, Bytes cut) {
        try {
            SequenceParameterSet parsed = SequenceParameterSet.parse(cut);
            return parsed.width() == whole.width()
                    && parsed.height() == whole.height()
                    && parsed.pictureOrder().equals(whole.pictureOrder())
                    && parsed.maxReorderFrames().isEmpty()
                    && parsed.framesPerSecond().isEmpty();
        } catch (MalformedMediaException _) {
            return false;
        }
    }
}
