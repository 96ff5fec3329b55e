package io.millrace.media.jpeg;

import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A baseline image with three components as RFC 2435 carries it, taken apart.
 *
 * @param halfHeight whether chrominance is 4:2:0, else 4:2:2
 * @param restartInterval of DRI; 0 without
 * @param quantization the tables of luminance and of chrominance, 64 bytes each
 * @param scan entropy-coded data, without EOI
 */
public record JpegImage(
        int width,
        int height,
        boolean halfHeight,
        int restartInterval,
        byte[] quantization,
        byte[] scan) {
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOF0 = 0xC0;
    private static final int DHT = 0xC4;
    private static final int SOS = 0xDA;
    private static final int DQT = 0xDB;
    private static final int DRI = 0xDD;

    private static final int TABLES = 4;
    private static final int SOF_SIZE = 15;
    private static final int LUMINANCE_422 = 0x21;
    private static final int LUMINANCE_420 = 0x22;
    private static final int CHROMINANCE = 0x11;

    /** Where segments of an image are while it is parsed. */
    private static final class Segments {
        private final List<Optional<byte[]>> tables =
                new ArrayList<>(Collections.nCopies(TABLES, Optional.empty()));
        private byte[] frame = new byte[0];
        private int restartInterval;
    }

    /**
     * Parses an interchange image (ISO/IEC 10918-1, B.2).
     *
     * @throws MalformedMediaException if it is malformed, or none that RFC 2435 can carry
     */
    public static JpegImage parse(byte[] image) throws MalformedMediaException {
        if (image.length < 4 || (image[0] & 0xFF) != 0xFF || (image[1] & 0xFF) != SOI) {
            throw new MalformedMediaException("JPEG without SOI");
        }
        Segments segments = new Segments();
        int at = 2;
        while (true) {
            if (at + 4 > image.length || (image[at] & 0xFF) != 0xFF) {
                throw new MalformedMediaException("JPEG segment is cut off at " + at);
            }
            int marker = image[at + 1] & 0xFF;
            int begin = at + 4;
            int end = at + 2 + ((image[at + 2] & 0xFF) << 8 | (image[at + 3] & 0xFF));
            if (end < begin || end > image.length) {
                throw new MalformedMediaException("JPEG segment is cut off at " + at);
            }
            if (marker == SOS) {
                return image(segments, scan(image, end));
            }
            read(segments, marker, Arrays.copyOfRange(image, begin, end));
            at = end;
        }
    }

    private static void read(Segments segments, int marker, byte[] content)
            throws MalformedMediaException {
        switch (marker) {
            case DQT -> readTables(segments, content);
            case SOF0 -> segments.frame = content;
            case DHT -> {
                if (!Arrays.equals(content, JpegTables.HUFFMAN.toByteArray())) {
                    requireTypical(content);
                }
            }
            case DRI -> {
                if (content.length != 2) {
                    throw new MalformedMediaException("DRI of " + content.length + " bytes");
                }
                segments.restartInterval = (content[0] & 0xFF) << 8 | (content[1] & 0xFF);
            }
            default -> {
                if (marker > SOF0 && marker < 0xD0) {
                    throw new MalformedMediaException("JPEG that is not baseline");
                }
            }
        }
    }

    /** Tables may come in segments of their own. */
    private static void requireTypical(byte[] content) throws MalformedMediaException {
        String all = JpegTables.HUFFMAN.toString();
        if (!all.contains(HexFormat.of().formatHex(content))) {
            throw new MalformedMediaException("Huffman tables that RFC 2435 cannot carry");
        }
    }

    private static void readTables(Segments segments, byte[] content)
            throws MalformedMediaException {
        int size = 1 + JpegTables.QUANTIZATION_SIZE;
        if (content.length % size != 0) {
            throw new MalformedMediaException("quantization tables that are not of 8 bits");
        }
        for (int at = 0; at < content.length; at += size) {
            int id = content[at] & 0xFF;
            if (id >= TABLES) {
                throw new MalformedMediaException("quantization table " + id);
            }
            segments.tables.set(id, Optional.of(Arrays.copyOfRange(content, at + 1, at + size)));
        }
    }

    private static JpegImage image(Segments segments, byte[] scan) throws MalformedMediaException {
        byte[] frame = segments.frame;
        boolean known =
                frame.length == SOF_SIZE
                        && frame[0] == 8
                        && frame[5] == 3
                        && (frame[7] == LUMINANCE_420 || frame[7] == LUMINANCE_422)
                        && frame[10] == CHROMINANCE
                        && frame[13] == CHROMINANCE;
        if (!known) {
            throw new MalformedMediaException("JPEG that RFC 2435 cannot carry: no 4:2:0 or 4:2:2");
        }
        byte[] quantization = new byte[2 * JpegTables.QUANTIZATION_SIZE];
        copyTable(segments, frame[8], quantization, 0);
        copyTable(segments, frame[11], quantization, JpegTables.QUANTIZATION_SIZE);
        return new JpegImage(
                (frame[3] & 0xFF) << 8 | (frame[4] & 0xFF),
                (frame[1] & 0xFF) << 8 | (frame[2] & 0xFF),
                frame[7] == LUMINANCE_420,
                segments.restartInterval,
                quantization,
                scan);
    }

    private static void copyTable(Segments segments, int id, byte[] out, int at)
            throws MalformedMediaException {
        if (id < 0 || id >= TABLES || segments.tables.get(id).isEmpty()) {
            throw new MalformedMediaException("JPEG without quantization table " + id);
        }
        byte[] table = segments.tables.get(id).get();
        System.arraycopy(table, 0, out, at, JpegTables.QUANTIZATION_SIZE);
    }

    private static byte[] scan(byte[] image, int begin) {
        int end = image.length;
        boolean ended =
                end - begin >= 2
                        && (image[end - 2] & 0xFF) == 0xFF
                        && (image[end - 1] & 0xFF) == EOI;
        return Arrays.copyOfRange(image, begin, ended ? end - 2 : end);
    }

    /** The same headers with this scan. */
    public JpegImage with(byte[] otherScan) {
        return new JpegImage(width, height, halfHeight, restartInterval, quantization, otherScan);
    }

    /** The image with all its tables. */
    public byte[] toBytes() {
        return JpegWriter.write(this);
    }
}
