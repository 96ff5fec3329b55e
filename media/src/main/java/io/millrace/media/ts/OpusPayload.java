package io.millrace.media.ts;

import io.millrace.media.OpusFormat;
import io.millrace.media.Unit;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Opus packets, each after a control header; see {@link OpusContent}. */
record OpusPayload(OpusFormat format) implements UnitPayload {
    private static final int PREFIX = 0x7FE0;

    /** Whether the program map can tell the channels: in the usual order of their number. */
    static boolean canCarry(OpusFormat format) {
        if (format.channels() > 8) {
            return false;
        }
        OpusFormat usual = OpusContent.format(format.channels());
        return format.streams() == usual.streams()
                && format.coupledStreams() == usual.coupledStreams()
                && format.channelMapping().equals(usual.channelMapping());
    }

    @Override
    public Naming naming() {
        return Naming.registered(
                StreamTypes.PRIVATE_PES,
                Descriptors.registration("Opus"),
                Descriptors.of(
                        Descriptors.EXTENSION, Descriptors.EXTENSION_OPUS, format.channels()));
    }

    @Override
    public boolean sharesPackets() {
        return true;
    }

    @Override
    public List<byte[]> of(List<Unit> units) {
        List<byte[]> parts = new ArrayList<>(2 * units.size());
        for (Unit unit : units) {
            parts.add(controlHeader(unit.sizeBytes()));
            parts.add(unit.payload());
        }
        return parts;
    }

    private static byte[] controlHeader(int size) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(PREFIX >> 8);
        header.write(PREFIX & 0xFF);
        for (int rest = size; rest >= 0; rest -= 0xFF) {
            header.write(Math.min(rest, 0xFF));
        }
        return header.toByteArray();
    }
}
