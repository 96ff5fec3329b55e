package io.millrace.media.flv;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.AudioSpecificConfig;
import io.netty.buffer.ByteBuf;

/**
 * The body of an audio tag or RTMP audio message (E.4.2; enhanced RTMP 2, ExAudioTagHeader). AAC
 * comes with sound format 10 or as FourCC {@code mp4a}.
 */
public sealed interface FlvAudioTag {
    /** Sequence header: the format of what follows. */
    record Configuration(AacFormat format) implements FlvAudioTag {}

    /**
     * One access unit.
     *
     * @param data raw; the receiver's own array
     */
    record CodedFrame(byte[] data) implements FlvAudioTag {}

    /** The encoder has stopped. */
    record EndOfSequence() implements FlvAudioTag {}

    /** Nothing to hear: an empty message, a channel map. */
    record NoSound() implements FlvAudioTag {}

    /**
     * A codec or way of packing that we do not read.
     *
     * @param codec for people: {@code MP3}
     */
    record Unsupported(String codec) implements FlvAudioTag {}

    /** Sound format of AAC. */
    int FORMAT_AAC = 10;

    /** AACPacketType of a sequence header. */
    int AAC_SEQUENCE_HEADER = 0;

    /** AACPacketType of an access unit. */
    int AAC_RAW = 1;

    /** Parses a whole body. Borrows; consumes the readable bytes. */
    static FlvAudioTag parse(ByteBuf body) throws MalformedMediaException {
        if (!body.isReadable()) {
            return new NoSound();
        }
        int header = body.readUnsignedByte();
        int format = header >> 4;
        return switch (format) {
            case FORMAT_AAC -> parseAac(body);
            case 9 -> parseEnhanced(body, header & 0xF);
            default -> new Unsupported(FlvCodecs.audio(format));
        };
    }

    /** AACAUDIODATA (E.4.2.2). */
    private static FlvAudioTag parseAac(ByteBuf body) throws MalformedMediaException {
        FlvBody.require(body, 1, "AACAUDIODATA");
        int packetType = body.readUnsignedByte();
        return switch (packetType) {
            case AAC_SEQUENCE_HEADER -> configuration(body);
            case AAC_RAW -> codedFrame(body);
            default ->
                    throw new MalformedMediaException("AACPacketType " + packetType + " (E.4.2.2)");
        };
    }

    private static FlvAudioTag parseEnhanced(ByteBuf body, int firstPacketType)
            throws MalformedMediaException {
        int packetType = firstPacketType;
        while (packetType == 7) { // ModEx
            packetType = FlvBody.skipModifier(body);
        }
        if (packetType == 5) {
            return new Unsupported("audio multitrack");
        }
        FlvBody.require(body, 4, "audio FourCC");
        int fourCc = body.readInt();
        if (fourCc != FlvCodecs.FOURCC_MP4A) {
            return new Unsupported(FlvCodecs.ofFourCc(fourCc));
        }
        return switch (packetType) {
            case 0 -> configuration(body);
            case 1 -> codedFrame(body);
            case 2 -> new EndOfSequence();
            case 4 -> new NoSound(); // MultichannelConfig
            default -> throw new MalformedMediaException("AudioPacketType " + packetType);
        };
    }

    private static FlvAudioTag configuration(ByteBuf body) throws MalformedMediaException {
        return new Configuration(AudioSpecificConfig.format(Bytes.copyOf(FlvBody.rest(body))));
    }

    private static FlvAudioTag codedFrame(ByteBuf body) {
        return body.isReadable() ? new CodedFrame(FlvBody.rest(body)) : new NoSound();
    }
}
