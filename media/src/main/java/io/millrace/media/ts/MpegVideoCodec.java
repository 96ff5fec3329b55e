package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.codec.StartCodes;
import io.millrace.media.mpegvideo.MpegVideoPicture;
import io.millrace.media.mpegvideo.MpegVideoSequence;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** MPEG-1 and MPEG-2 video (ISO/IEC 11172-2, 13818-2). */
final class MpegVideoCodec implements VideoCodec {
    private Optional<MpegVideoFormat> format = Optional.empty();
    private Optional<MpegVideoSequence> sequence = Optional.empty();
    private boolean hasSlice = true;

    @Override
    public boolean beginsAccessUnit(byte[] bytes, int at, int end) {
        int code = bytes[at] & 0xFF;
        boolean begins = hasSlice && MpegVideoPicture.beginsUnit(code);
        hasSlice = MpegVideoPicture.isSlice(code) || (hasSlice && !begins);
        return begins;
    }

    @Override
    public void onLoss() {
        hasSlice = true;
    }

    @Override
    public Optional<Picture> picture(byte[] bytes) throws MalformedMediaException {
        int first = StartCodes.next(bytes, 0, bytes.length);
        byte[] unit = first == 0 ? bytes : Arrays.copyOfRange(bytes, first, bytes.length);
        MpegVideoPicture picture = MpegVideoPicture.parse(unit);
        OptionalInt header = picture.sequenceHeaderAt();
        if (header.isPresent()) {
            useSequence(MpegVideoSequence.format(unit, header.getAsInt(), unit.length));
        }
        return Optional.of(new Picture(unit, picture.randomAccess()));
    }

    private void useSequence(MpegVideoFormat next) throws MalformedMediaException {
        if (!format.equals(Optional.of(next))) {
            byte[] header = next.sequenceHeader().toByteArray();
            sequence = Optional.of(MpegVideoSequence.parse(header, 0, header.length));
            format = Optional.of(next);
        }
    }

    @Override
    public Optional<Format> format() {
        return format.map(Format.class::cast);
    }

    @Override
    public boolean hasFramesOnly() {
        return sequence.isEmpty() || sequence.get().progressive();
    }

    @Override
    public long frameTicks() {
        return sequence.map(MpegVideoSequence::frameTicks).orElse(0L);
    }
}
