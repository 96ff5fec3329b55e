package io.millrace.media.hls;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.SequenceParameterSet;
import java.util.Optional;

/** Width and height of the shown picture, in pixels. */
public record PictureSize(int width, int height) {

    /** Reads an H.264 SPS; empty if it is not readable: players find the size in the stream. */
    static Optional<PictureSize> of(Bytes sps) {
        try {
            SequenceParameterSet parsed = SequenceParameterSet.parse(sps);
            return Optional.of(new PictureSize(parsed.width(), parsed.height()));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }
}
