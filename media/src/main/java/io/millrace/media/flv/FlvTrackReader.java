package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/** Reads what one codec's messages hold. Not thread-safe. */
interface FlvTrackReader {
    /** The reader of a codec: the one place where FLV's ingest switches on them. */
    static FlvTrackReader of(FlvCodec codec) {
        return switch (codec) {
            case AVC -> new AvcReader();
            case HEVC -> new HevcReader();
            case AV1 -> new Av1Reader();
            case VP9 -> FramedVideo.vp9();
            case VP8 -> FramedVideo.vp8();
            case AAC -> ConfiguredAudio.aac();
            case OPUS -> ConfiguredAudio.opus();
            case FLAC -> ConfiguredAudio.flac();
            case MP3 -> FramedAudio.mp3();
            case AC3 -> FramedAudio.ac3();
            case EAC3 -> FramedAudio.eac3();
            case LPCM -> new FlvLpcm.Reader();
            case G711_A -> FramedAudio.g711(false);
            case G711_MU -> FramedAudio.g711(true);
        };
    }

    /** Takes a sequence header. */
    void configure(byte[] record) throws MalformedMediaException;

    /** The format; empty until it is known. */
    Optional<Format> format();

    /**
     * Takes a message's data; may change the format.
     *
     * @return empty if there is nothing to decode in it
     */
    Optional<Frame> read(byte[] data) throws MalformedMediaException;

    /** Whether units can be read: a configuration came, or none is needed. */
    boolean isConfigured();

    /** A unit's canonical payload, and whether decoding can start there. */
    record Frame(byte[] payload, boolean randomAccess) {}
}
