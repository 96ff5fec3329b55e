package io.millrace.media.ts;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.OpusFormat;
import io.millrace.media.Unit;
import io.millrace.media.opus.OpusPacket;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Opus packets, each after a control header (Opus in MPEG-TS, draft ETSI TS mapping, 4): a prefix
 * of 11 bits, flags, and the packet's size.
 */
record OpusPayload(OpusFormat format) implements UnitPayload {
    private static final int PREFIX = 0x3FF;
    private static final int PREFIX_SHIFT = 5;

    /** descriptor_tag_extension, in the private range. */
    private static final int EXTENSION_TAG = 0x80;

    private static final int MAX_CHANNELS = 8;

    /** Of 1 to 8 channels: streams, those of them that are stereo, and the mapping (RFC 7845). */
    private static final String[] MAPPINGS = {
        "1 0 00",
        "1 1 0001",
        "2 1 000201",
        "2 2 00010203",
        "3 2 0004010203",
        "4 2 000401020305",
        "4 3 00040102030506",
        "5 3 0006010203040507"
    };

    /** Whether the program map can tell the channels: in the usual order of their number. */
    static boolean canCarry(OpusFormat format) {
        if (format.channels() > MAX_CHANNELS) {
            return false;
        }
        OpusFormat usual = usual(format.channels());
        return format.streams() == usual.streams()
                && format.coupledStreams() == usual.coupledStreams()
                && format.channelMapping().equals(usual.channelMapping());
    }

    @Override
    public Naming naming() {
        return Naming.registered(
                StreamTypes.PRIVATE_PES,
                Descriptors.registration("Opus"),
                Descriptors.of(Descriptors.EXTENSION, EXTENSION_TAG, format.channels()));
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
        header.write(PREFIX << PREFIX_SHIFT >> 8);
        header.write(PREFIX << PREFIX_SHIFT & 0xFF);
        for (int rest = size; rest >= 0; rest -= 0xFF) {
            header.write(Math.min(rest, 0xFF));
        }
        return header.toByteArray();
    }

    /** The format of so many channels in their usual order. */
    private static OpusFormat usual(int channels) {
        if (channels <= 2) {
            return OpusFormat.of(channels);
        }
        String[] mapping = MAPPINGS[channels - 1].split(" ", -1);
        return new OpusFormat(
                channels,
                1,
                Integer.parseInt(mapping[0]),
                Integer.parseInt(mapping[1]),
                Bytes.ofHex(mapping[2]),
                OpusFormat.of(1).preSkip());
    }

    /** Reads the packets of one stream. */
    static final class Received implements PacketContent {
        private final OpusFormat format;

        Received(ElementaryStream entry) {
            format = usual(channels(entry.descriptors()));
        }

        /** The channels that the map's extension descriptor tells; 2 where it tells none. */
        private static int channels(Bytes descriptors) {
            Optional<byte[]> content = Descriptors.find(descriptors, Descriptors.EXTENSION);
            if (content.isEmpty()
                    || content.get().length < 2
                    || (content.get()[0] & 0xFF) != EXTENSION_TAG) {
                return 2;
            }
            int code = content.get()[1] & 0xFF;
            return code >= 1 && code <= MAX_CHANNELS ? code : 2;
        }

        @Override
        public Optional<Format> knownFormat() {
            return Optional.of(format);
        }

        @Override
        public List<AudioUnit> units(byte[] data) throws MalformedMediaException {
            List<AudioUnit> units = new ArrayList<>();
            int position = 0;
            while (position < data.length) {
                BitReader header = new BitReader(data, position, data.length - position);
                int size = packetSize(header);
                int begin = data.length - header.remainingBits() / 8;
                if (size > data.length - begin) {
                    throw new MalformedMediaException(
                            "Opus packet of %d bytes, %d left"
                                    .formatted(size, data.length - begin));
                }
                byte[] packet = Arrays.copyOfRange(data, begin, begin + size);
                units.add(new AudioUnit(format, OpusPacket.samples(packet), packet));
                position = begin + size;
            }
            return units;
        }

        /** Reads the control header; the samples to trim are the decoder's to know. */
        private static int packetSize(BitReader bits) throws MalformedMediaException {
            if (bits.bits(11) != PREFIX) {
                throw new MalformedMediaException("no Opus control header");
            }
            boolean startTrim = bits.flag();
            boolean endTrim = bits.flag();
            boolean extension = bits.flag();
            bits.skip(2);
            int size = 0;
            int part;
            do {
                part = bits.bits(8);
                size += part;
            } while (part == 0xFF);
            bits.skip((startTrim ? 16 : 0) + (endTrim ? 16 : 0));
            if (extension) {
                bits.skip(8 * bits.bits(8));
            }
            return size;
        }
    }
}
