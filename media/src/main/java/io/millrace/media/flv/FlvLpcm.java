package io.millrace.media.flv;

import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Uncompressed sound, sound format 3 (E.4.2.1): little-endian, where our units are big-endian, with
 * one of four rates.
 */
final class FlvLpcm {
    private static final int[] RATES = {5_512, 11_025, 22_050, 44_100};
    private static final int SIXTEEN_BITS = 2;
    private static final int STEREO = 1;

    private FlvLpcm() {}

    /** The order of bytes turned round; eight bits stay as they are. */
    private static byte[] swapped(byte[] samples, int offset, int bits) {
        int size = samples.length - offset;
        byte[] out = new byte[size];
        boolean wide = bits == 16;
        for (int i = 0; i < size; i++) {
            int at = wide && (i ^ 1) < size ? i ^ 1 : i;
            out[at] = samples[offset + i];
        }
        return out;
    }

    /** Writes it; empty if no sound header can tell the format. */
    static Optional<FlvMapping> mapping(LpcmFormat format) {
        for (int index = 0; index < RATES.length; index++) {
            boolean told =
                    RATES[index] == format.sampleRate()
                            && format.channels() <= 2
                            && format.bits() <= 16;
            if (told) {
                int header =
                        FlvAudioTag.FORMAT_LPCM << 4
                                | index << 2
                                | (format.bits() == 16 ? SIXTEEN_BITS : 0)
                                | (format.channels() == 2 ? STEREO : 0);
                return Optional.of(new Mapping(format, header));
            }
        }
        return Optional.empty();
    }

    private record Mapping(LpcmFormat format, int header) implements FlvMapping {
        @Override
        public int messageType() {
            return FlvTagHeader.AUDIO;
        }

        @Override
        public int codecId() {
            return FlvAudioTag.FORMAT_LPCM;
        }

        @Override
        public void writeConfiguration(ByteBuf out) {}

        @Override
        public int headerSize() {
            return 1;
        }

        @Override
        public void writeHeader(Unit unit, ByteBuf out) {
            out.writeByte(header);
        }

        @Override
        public byte[] payload(Unit unit) {
            return swapped(unit.payload(), 0, format.bits());
        }
    }

    /** Reads bodies whole: the sound header tells the format of each. Not thread-safe. */
    static final class Reader extends InBandReader {
        @Override
        public Optional<Frame> read(byte[] body) throws MalformedMediaException {
            int header = body[0];
            int bits = (header & SIXTEEN_BITS) != 0 ? 16 : 8;
            int channels = (header & STEREO) != 0 ? 2 : 1;
            LpcmFormat told = new LpcmFormat(bits, RATES[header >> 2 & 3], channels);
            if ((body.length - 1) % told.bytesPerTick() != 0) {
                throw new MalformedMediaException(
                        "LPCM of %d bytes in samples of %d (E.4.2.1)"
                                .formatted(body.length - 1, told.bytesPerTick()));
            }
            become(told);
            return Optional.of(new Frame(swapped(body, 1, bits), true));
        }
    }
}
