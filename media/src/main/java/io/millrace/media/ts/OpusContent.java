package io.millrace.media.ts;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.OpusFormat;
import io.millrace.media.opus.OpusPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Opus packets, each after a control header (Opus in MPEG-TS, draft ETSI TS mapping, 4): a prefix
 * of 11 bits, flags, and the packet's size.
 */
final class OpusContent implements PacketContent {
    private static final int PREFIX = 0x3FF;
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

    private final OpusFormat format;

    OpusContent(int channels) {
        format = format(channels);
    }

    /** The channels that the map's extension descriptor tells; 2 where it tells none. */
    static int channels(Bytes descriptors) {
        Optional<byte[]> content = Descriptors.find(descriptors, Descriptors.EXTENSION);
        if (content.isEmpty()
                || content.get().length < 2
                || (content.get()[0] & 0xFF) != Descriptors.EXTENSION_OPUS) {
            return 2;
        }
        int code = content.get()[1] & 0xFF;
        return code >= 1 && code <= MAX_CHANNELS ? code : 2;
    }

    static OpusFormat format(int channels) {
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
                        "Opus packet of %d bytes, %d left".formatted(size, data.length - begin));
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
