package io.millrace.media.mp4;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** The descriptors in an esds box (ISO/IEC 14496-1, 7.2.6). */
final class EsDescriptor {
    private static final int TAG_ES = 3;
    private static final int TAG_DECODER_CONFIG = 4;
    private static final int TAG_DECODER_SPECIFIC = 5;
    private static final int MPEG4_AUDIO = 0x40;
    private static final int MPEG2_AAC_MAIN = 0x66;
    private static final int MPEG2_AAC_SSR = 0x68;

    private EsDescriptor() {}

    /** The AudioSpecificConfig; empty if the stream is not AAC. */
    static Optional<Bytes> decoderConfig(Mp4Box esds) throws MalformedMediaException {
        ByteBuf es = descriptor(esds, esds.fullBody(), TAG_ES);
        esds.require(es, 3, "ES_Descriptor");
        es.skipBytes(2);
        int flags = es.readUnsignedByte();
        skip(esds, es, (flags & 0x80) != 0 ? 2 : 0);
        if ((flags & 0x40) != 0) {
            esds.require(es, 1, "URL");
            skip(esds, es, es.readUnsignedByte());
        }
        skip(esds, es, (flags & 0x20) != 0 ? 2 : 0);
        ByteBuf decoder = descriptor(esds, es, TAG_DECODER_CONFIG);
        esds.require(decoder, 13, "DecoderConfigDescriptor");
        int objectType = decoder.readUnsignedByte();
        decoder.skipBytes(12);
        if (objectType != MPEG4_AUDIO
                && (objectType < MPEG2_AAC_MAIN || objectType > MPEG2_AAC_SSR)) {
            return Optional.empty();
        }
        ByteBuf specific = descriptor(esds, decoder, TAG_DECODER_SPECIFIC);
        byte[] config = new byte[specific.readableBytes()];
        specific.readBytes(config);
        return Optional.of(Bytes.copyOf(config));
    }

    private static void skip(Mp4Box esds, ByteBuf in, int bytes) throws MalformedMediaException {
        esds.require(in, bytes, "ES_Descriptor");
        in.skipBytes(bytes);
    }

    /** The content of the next descriptor, which must have this tag; sizes are 7 bits a byte. */
    private static ByteBuf descriptor(Mp4Box esds, ByteBuf in, int tag)
            throws MalformedMediaException {
        esds.require(in, 2, "descriptor");
        int found = in.readUnsignedByte();
        if (found != tag) {
            throw esds.malformed("descriptor %d where %d is due".formatted(found, tag));
        }
        int size = 0;
        for (int i = 0; i < 4; i++) {
            esds.require(in, 1, "descriptor size");
            int next = in.readUnsignedByte();
            size = size << 7 | (next & 0x7F);
            if ((next & 0x80) == 0) {
                break;
            }
        }
        esds.require(in, size, "descriptor " + tag);
        return in.readSlice(size);
    }
}
