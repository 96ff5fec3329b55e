package io.millrace.media.rtp;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;

/**
 * The AU header section of a packet (RFC 3640, section 3.2.1), as the fmtp parameters lay it out.
 *
 * @param sizeLength bits of AU-size
 * @param indexLength bits of AU-Index
 * @param indexDeltaLength bits of AU-Index-delta
 */
record AacHeaders(int sizeLength, int indexLength, int indexDeltaLength) {
    private static final int MAX_BITS = 31;
    private static final int MAX_ACCESS_UNITS = 256;

    /**
     * What a header section says.
     *
     * @param dataOffset where the first access unit begins
     */
    record Parsed(List<Integer> sizes, int dataOffset) {}

    static AacHeaders of(PayloadDescription description) throws MalformedMediaException {
        for (String unsupported :
                List.of(
                        "ctsdeltalength",
                        "dtsdeltalength",
                        "randomaccessindication",
                        "streamstateindication",
                        "auxiliarydatasizelength")) {
            if (number(description, unsupported, 0) != 0) {
                throw new MalformedMediaException("AAC over RTP with " + unsupported);
            }
        }
        int sizeLength = number(description, "sizelength", 13);
        if (sizeLength == 0) {
            throw new MalformedMediaException("AAC over RTP with sizeLength 0");
        }
        return new AacHeaders(
                sizeLength,
                number(description, "indexlength", 3),
                number(description, "indexdeltalength", 3));
    }

    private static int number(PayloadDescription description, String name, int otherwise)
            throws MalformedMediaException {
        String value = description.parameter(name).orElse(Integer.toString(otherwise));
        if (!value.matches("[0-9]{1,2}") || Integer.parseInt(value) > MAX_BITS) {
            throw new MalformedMediaException("fmtp " + name + "=" + value + " (RFC 3640, 4.1)");
        }
        return Integer.parseInt(value);
    }

    /** Reads the section; access units out of order are not supported. */
    Parsed parse(byte[] payload) throws MalformedMediaException {
        BitReader bits = new BitReader(payload);
        int length = bits.bits(16);
        int dataOffset = 2 + (length + 7) / 8;
        if (dataOffset > payload.length || length == 0) {
            throw new MalformedMediaException(
                    "AU headers of %d bits in %d bytes (RFC 3640, section 3.2.1)"
                            .formatted(length, payload.length));
        }
        List<Integer> sizes = new ArrayList<>();
        int left = length;
        while (left > 0) {
            int indexBits = sizes.isEmpty() ? indexLength : indexDeltaLength;
            int size = bits.bits(sizeLength);
            int index = bits.bits(indexBits);
            left -= sizeLength + indexBits;
            if (index != 0 || left < 0 || sizes.size() == MAX_ACCESS_UNITS) {
                throw new MalformedMediaException(
                        "AU header with index %d, %d bits left (RFC 3640, section 3.2.1.1)"
                                .formatted(index, left));
            }
            sizes.add(size);
        }
        return new Parsed(sizes, dataOffset);
    }
}
