package io.millrace.testkit.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One H.264 access unit as received.
 *
 * @param nalUnits without start codes or lengths, as they came
 */
public record H264Picture(List<byte[]> nalUnits) {
    private static final byte[] LONG_START_CODE = {0, 0, 0, 1};
    private static final byte[] SHORT_START_CODE = {0, 0, 1};

    public H264Picture {
        nalUnits = List.copyOf(nalUnits);
    }

    /** Reads NAL units with 4-byte length prefixes, as in FLV and MP4. */
    public static H264Picture ofLengthPrefixed(byte[] bytes, int from) {
        List<byte[]> nalUnits = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(bytes, from, bytes.length - from);
        while (rest.hasRemaining()) {
            byte[] nalUnit = new byte[rest.getInt()];
            rest.get(nalUnit);
            nalUnits.add(nalUnit);
        }
        return new H264Picture(nalUnits);
    }

    /** Whether it holds a slice of an IDR picture. */
    public boolean isKey() {
        return nalUnits.stream().anyMatch(nalUnit -> type(nalUnit) == 5);
    }

    /** The hash of the normal form that {@link io.millrace.testkit.FrameHashes} hashes. */
    public String md5() {
        ByteArrayOutputStream normal = new ByteArrayOutputStream();
        for (byte[] nalUnit : nalUnits) {
            int type = type(nalUnit);
            if (type < 7 || type > 9) {
                normal.writeBytes(normal.size() == 0 ? LONG_START_CODE : SHORT_START_CODE);
                normal.writeBytes(nalUnit);
            }
        }
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(normal.toByteArray());
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int type(byte[] nalUnit) {
        return nalUnit[0] & 0x1F;
    }
}
