package io.millrace.media.jpeg;

import io.millrace.media.Bytes;

/** The tables that senders over RTP do not send (RFC 2435, appendices A and B). */
public final class JpegTables {
    /** Bytes of a quantization table of 8-bit values. */
    public static final int QUANTIZATION_SIZE = 64;

    /** The typical Huffman tables (ISO/IEC 10918-1, K.3), as the content of one DHT segment. */
    static final Bytes HUFFMAN =
            Bytes.ofHex(
                    """
                    0000010501010101010100000000000000000102030405060708090a0b010003\
                    0101010101010101010000000000000102030405060708090a0b100002010303\
                    020403050504040000017d010203000411051221314106135161072271143281\
                    91a1082342b1c11552d1f02433627282090a161718191a25262728292a343536\
                    3738393a434445464748494a535455565758595a636465666768696a73747576\
                    7778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3\
                    b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7\
                    e8e9eaf1f2f3f4f5f6f7f8f9fa11000201020404030407050404000102770001\
                    02031104052131061241510761711322328108144291a1b1c109233352f01562\
                    72d10a162434e125f11718191a262728292a35363738393a434445464748494a\
                    535455565758595a636465666768696a737475767778797a8283848586878889\
                    8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5\
                    c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa\
                    """);

    /** Of luminance, in zigzag order. */
    private static final int[] LUMINANCE = {
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
        26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
        95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99
    };

    /** Of chrominance; what follows is 99. */
    private static final int[] CHROMINANCE = {
        17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66
    };

    private static final int CHROMINANCE_REST = 99;
    private static final int HALF_QUALITY = 50;

    private JpegTables() {}

    /**
     * The two quantization tables of a quality (RFC 2435, section 4.2).
     *
     * @param quality 1 to 99
     */
    public static byte[] quantization(int quality) {
        int factor = quality < HALF_QUALITY ? 5_000 / quality : 200 - 2 * quality;
        byte[] tables = new byte[2 * QUANTIZATION_SIZE];
        for (int i = 0; i < QUANTIZATION_SIZE; i++) {
            tables[i] = scaled(LUMINANCE[i], factor);
            int chrominance = i < CHROMINANCE.length ? CHROMINANCE[i] : CHROMINANCE_REST;
            tables[QUANTIZATION_SIZE + i] = scaled(chrominance, factor);
        }
        return tables;
    }

    private static byte scaled(int value, int factor) {
        return (byte) Math.clamp((value * factor + 50) / 100, 1, 255);
    }
}
