package io.millrace.media.ts;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.mpeg4video.Mpeg4VideoUnit;
import java.util.Optional;

/** MPEG-4 part 2 video (ISO/IEC 14496-2). */
final class Mpeg4VideoCodec implements VideoCodec {
    private static final int VOP = 0xB6;

    private Optional<Mpeg4VideoFormat> format = Optional.empty();
    private boolean hasPicture = true;

    @Override
    public boolean beginsAccessUnit(byte[] bytes, int at, int end) {
        int code = bytes[at] & 0xFF;
        boolean begins = hasPicture && Mpeg4VideoUnit.beginsUnit(code);
        hasPicture = code == VOP || (hasPicture && !begins);
        return begins;
    }

    @Override
    public void onLoss() {
        hasPicture = true;
    }

    @Override
    public Optional<Picture> picture(byte[] bytes) throws MalformedMediaException {
        Mpeg4VideoUnit unit = Mpeg4VideoUnit.parse(bytes);
        Optional<Bytes> configuration = unit.configuration();
        if (configuration.isPresent()) {
            format = Optional.of(new Mpeg4VideoFormat(configuration.get()));
        }
        return Optional.of(new Picture(unit.payload(), unit.randomAccess()));
    }

    @Override
    public Optional<Format> format() {
        return format.map(Format.class::cast);
    }

    @Override
    public boolean hasFramesOnly() {
        return true;
    }

    /** Learned from the timestamps: few streams tell it. */
    @Override
    public long frameTicks() {
        return 0;
    }
}
