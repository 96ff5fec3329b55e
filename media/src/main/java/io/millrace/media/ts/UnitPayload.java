package io.millrace.media.ts;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import java.util.List;
import java.util.Optional;

/**
 * The elementary stream layer of the multiplex: units in the form that PES packets carry, and how
 * the program map calls them. Which codec has which is in {@link TsCodecs}.
 */
interface UnitPayload {
    /** The bytes of one PES packet's payload, in parts. */
    List<byte[]> of(List<Unit> units) throws MalformedMediaException;

    /** How the program map and PES headers name such a stream. */
    Naming naming();

    /**
     * Names of a stream.
     *
     * @param streamType of the program map
     * @param streamId of PES headers
     * @param descriptors of the program map
     */
    record Naming(int streamType, int streamId, Bytes descriptors) {
        static Naming video(int streamType) {
            return new Naming(streamType, PesHeader.STREAM_ID_VIDEO, Descriptors.join());
        }

        static Naming audio(int streamType) {
            return new Naming(streamType, PesHeader.STREAM_ID_AUDIO, Descriptors.join());
        }

        static Naming registered(int streamType, byte[]... descriptors) {
            return new Naming(
                    streamType, PesHeader.STREAM_ID_PRIVATE, Descriptors.join(descriptors));
        }
    }

    /** Whether several units may share a PES packet, each telling its own size. */
    default boolean sharesPackets() {
        return false;
    }

    /** Whether {@link #of(Format)} knows a format. */
    static boolean isKnown(Format format) {
        return TsCodecs.payload(format).isPresent();
    }

    static UnitPayload of(Format format) throws MalformedMediaException {
        Optional<Maker> maker = TsCodecs.payload(format);
        if (maker.isEmpty()) {
            throw new IllegalArgumentException("transport stream of " + format.codec());
        }
        return maker.get().make();
    }

    /** Makes the layer of one track. */
    interface Maker {
        UnitPayload make() throws MalformedMediaException;
    }
}
