package io.millrace.media.mp4;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A box in memory (ISO/IEC 14496-12, 4.2).
 *
 * @param type four characters
 * @param offset of its first byte in the file
 * @param headerSize 8, or 16 where the size is large
 * @param body what follows its header; borrowed, index 0 is its first byte
 */
record Mp4Box(String type, long offset, int headerSize, ByteBuf body) {
    static final int HEADER_SIZE = 8;
    static final int LARGE_HEADER_SIZE = 16;

    private static final int MAX_CHILDREN = 4096;

    MalformedMediaException malformed(String problem) {
        return malformed(type, offset, problem);
    }

    static MalformedMediaException malformed(String type, long offset, String problem) {
        return new MalformedMediaException(
                "MP4 box '%s' at offset %d: %s".formatted(type, offset, problem));
    }

    static String typeName(int code) {
        byte[] bytes = {
            (byte) (code >>> 24), (byte) (code >>> 16), (byte) (code >>> 8), (byte) code
        };
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("\\p{Cntrl}", "?");
    }

    /** Fails unless {@code bytes} more can be read from {@code in}, a part of this box. */
    void require(ByteBuf in, long bytes, String what) throws MalformedMediaException {
        if (bytes < 0 || in.readableBytes() < bytes) {
            throw malformed(
                    "%s needs %d bytes, %d are left".formatted(what, bytes, in.readableBytes()));
        }
    }

    /** The body after the version and flags of a full box. */
    ByteBuf fullBody() throws MalformedMediaException {
        ByteBuf in = body.slice();
        require(in, 4, "full box");
        return in.skipBytes(4);
    }

    int version() throws MalformedMediaException {
        require(body.slice(), 4, "full box");
        return body.getUnsignedByte(0);
    }

    /** The number of entries at the head of a table, each of {@code entrySize} bytes after it. */
    int entries(ByteBuf in, int entrySize) throws MalformedMediaException {
        require(in, 4, "entry count");
        long count = in.readUnsignedInt();
        require(in, count * entrySize, "table of " + count + " entries");
        return (int) count;
    }

    Optional<Mp4Box> child(String childType) throws MalformedMediaException {
        return children(0).stream().filter(box -> box.type().equals(childType)).findFirst();
    }

    Mp4Box required(String childType) throws MalformedMediaException {
        return child(childType).orElseThrow(() -> malformed("has no '" + childType + "'"));
    }

    /** The boxes in this one, after {@code skipped} bytes of its own. */
    List<Mp4Box> children(int skipped) throws MalformedMediaException {
        require(body.slice(), skipped, "head");
        List<Mp4Box> children = new ArrayList<>();
        int position = skipped;
        int end = body.readableBytes();
        while (end - position >= HEADER_SIZE) {
            if (children.size() >= MAX_CHILDREN) {
                throw malformed("more than " + MAX_CHILDREN + " boxes in it");
            }
            Mp4Box child = childAt(position, end);
            children.add(child);
            position = (int) (child.offset() - bodyOffset()) + child.fullSize();
        }
        return children;
    }

    private Mp4Box childAt(int position, int end) throws MalformedMediaException {
        long size = body.getUnsignedInt(position);
        String childType = typeName(body.getInt(position + 4));
        long at = bodyOffset() + position;
        int header = HEADER_SIZE;
        if (size == 1 && end - position >= LARGE_HEADER_SIZE) {
            size = body.getLong(position + HEADER_SIZE);
            header = LARGE_HEADER_SIZE;
        } else if (size == 0) {
            size = (long) end - position;
        }
        if (size < header || size > end - position) {
            throw malformed(
                    childType,
                    at,
                    "size %d, but '%s' has %d bytes left".formatted(size, type, end - position));
        }
        return new Mp4Box(
                childType, at, header, body.slice(position + header, (int) size - header));
    }

    private long bodyOffset() {
        return offset + headerSize;
    }

    private int fullSize() {
        return headerSize + body.readableBytes();
    }
}
