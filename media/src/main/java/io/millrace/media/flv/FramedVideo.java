package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.vp8.Vp8Frame;
import io.millrace.media.vp9.Vp9Frame;
import java.util.Optional;

/** Pictures whose key frames tell their format: VP9 and VP8. */
final class FramedVideo extends InBandReader {
    private final Codec codec;

    /** What a frame's begin tells; the format of key frames. */
    private record Head(boolean keyFrame, Optional<? extends Format> format) {}

    /** Reads a frame's begin. */
    private interface Codec {
        Head read(byte[] data) throws MalformedMediaException;
    }

    private FramedVideo(Codec codec) {
        this.codec = codec;
    }

    static FramedVideo vp9() {
        return new FramedVideo(data -> {
            Vp9Frame frame = Vp9Frame.parse(data);
            return new Head(frame.keyFrame(), frame.format());
        });
    }

    static FramedVideo vp8() {
        return new FramedVideo(data -> {
            Vp8Frame frame = Vp8Frame.parse(data);
            return new Head(frame.keyFrame(), frame.format());
        });
    }

    @Override
    public Optional<Frame> read(byte[] data) throws MalformedMediaException {
        Head head = codec.read(data);
        head.format().ifPresent(this::become);
        return Optional.of(new Frame(data, head.keyFrame()));
    }
}
