package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The body of an audio tag or RTMP audio message (E.4.2; enhanced RTMP 2, ExAudioTagHeader): AAC,
 * MP3 and G.711 in the old form, these and more by their FourCC.
 */
sealed interface FlvAudioTag {
    /** Sequence header: the format of what follows. */
    record Configuration(FlvCodec codec, byte[] record) implements FlvAudioTag {}

    /**
     * One access unit.
     *
     * @param offsetNanos to add to the tag's timestamp
     * @param data the receiver's own array
     */
    record CodedFrame(FlvCodec codec, int offsetNanos, byte[] data) implements FlvAudioTag {}

    /** The encoder has stopped. */
    record EndOfSequence() implements FlvAudioTag {}

    /** Nothing to hear: an empty message, a channel map. */
    record NoSound() implements FlvAudioTag {}

    /**
     * A codec or way of packing that we do not read.
     *
     * @param codec for people: {@code Speex}
     */
    record Unsupported(String codec) implements FlvAudioTag {}

    int FORMAT_MP3 = 2;
    int FORMAT_LPCM = 3;
    int FORMAT_G711_A = 7;
    int FORMAT_G711_MU = 8;

    /** The sound format that says that a FourCC follows. */
    int FORMAT_ENHANCED = 9;

    int FORMAT_AAC = 10;
    int FORMAT_MP3_8K = 14;

    /** AACPacketType of a sequence header. */
    int AAC_SEQUENCE_HEADER = 0;

    /** AACPacketType of an access unit. */
    int AAC_RAW = 1;

    int EX_SEQUENCE_START = 0;
    int EX_CODED_FRAMES = 1;

    /** Parses a body of one track. Borrows; consumes the readable bytes. */
    static FlvAudioTag parse(ByteBuf body) throws MalformedMediaException {
        if (!body.isReadable()) {
            return new NoSound();
        }
        int header = body.readUnsignedByte();
        int format = header >> 4;
        return switch (format) {
            case FORMAT_AAC -> parseAac(body);
            case FORMAT_MP3, FORMAT_MP3_8K -> codedFrame(FlvCodec.MP3, body);
            case FORMAT_LPCM -> lpcm(body);
            case FORMAT_G711_A -> codedFrame(FlvCodec.G711_A, body);
            case FORMAT_G711_MU -> codedFrame(FlvCodec.G711_MU, body);
            case FORMAT_ENHANCED -> parseEnhanced(body, header & 0xF);
            default -> new Unsupported(FlvCodecs.audio(format));
        };
    }

    /** Samples after the sound header, which is kept: nothing else tells the format. */
    private static FlvAudioTag lpcm(ByteBuf body) {
        return body.isReadable()
                ? codedFrame(FlvCodec.LPCM, body.readerIndex(body.readerIndex() - 1))
                : new NoSound();
    }

    /** AACAUDIODATA (E.4.2.2). */
    private static FlvAudioTag parseAac(ByteBuf body) throws MalformedMediaException {
        FlvBody.require(body, 1, "AACAUDIODATA");
        int packetType = body.readUnsignedByte();
        return switch (packetType) {
            case AAC_SEQUENCE_HEADER -> new Configuration(FlvCodec.AAC, FlvBody.rest(body));
            case AAC_RAW -> codedFrame(FlvCodec.AAC, body);
            default ->
                    throw new MalformedMediaException("AACPacketType " + packetType + " (E.4.2.2)");
        };
    }

    private static FlvAudioTag parseEnhanced(ByteBuf body, int firstPacketType)
            throws MalformedMediaException {
        FlvBody.Modifiers modifiers = FlvBody.modifiers(body, firstPacketType);
        int packetType = modifiers.packetType();
        FlvBody.require(body, 4, "audio FourCC");
        int fourCc = body.readInt();
        Optional<FlvCodec> codec = FlvCodec.ofFourCc(fourCc, MediaKind.AUDIO);
        if (codec.isEmpty()) {
            return new Unsupported(FlvCodecs.ofFourCc(fourCc));
        }
        return switch (packetType) {
            case EX_SEQUENCE_START -> new Configuration(codec.get(), FlvBody.rest(body));
            case EX_CODED_FRAMES -> codedFrame(codec.get(), modifiers.offsetNanos(), body);
            case 2 -> new EndOfSequence();
            case 4 -> new NoSound(); // MultichannelConfig
            default -> throw new MalformedMediaException("AudioPacketType " + packetType);
        };
    }

    private static FlvAudioTag codedFrame(FlvCodec codec, ByteBuf body) {
        return codedFrame(codec, 0, body);
    }

    private static FlvAudioTag codedFrame(FlvCodec codec, int offsetNanos, ByteBuf body) {
        return body.isReadable()
                ? new CodedFrame(codec, offsetNanos, FlvBody.rest(body))
                : new NoSound();
    }
}
