package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import io.millrace.media.mp4.AvcDecoderConfiguration;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/** H.264: an AVCDecoderConfigurationRecord, then NAL units with lengths. */
final class AvcReader implements FlvTrackReader {
    private ParameterSets parameterSets = new ParameterSets();
    private int nalUnitLengthSize;

    @Override
    public void configure(byte[] record) throws MalformedMediaException {
        AvcDecoderConfiguration configuration =
                AvcDecoderConfiguration.read(Unpooled.wrappedBuffer(record));
        ParameterSets next = new ParameterSets();
        next.update(configuration.parameterSets());
        parameterSets = next;
        nalUnitLengthSize = configuration.nalUnitLengthSize();
    }

    @Override
    public Optional<Format> format() {
        return parameterSets.format().map(Format.class::cast);
    }

    @Override
    public boolean isConfigured() {
        return nalUnitLengthSize > 0;
    }

    @Override
    public Optional<Frame> read(byte[] data) throws MalformedMediaException {
        AccessUnit accessUnit =
                AccessUnit.of(NalUnits.ofLengthPrefixed(data, 0, data.length, nalUnitLengthSize));
        parameterSets.update(accessUnit.parameterSets());
        return accessUnit.hasPicture()
                ? Optional.of(new Frame(payload(accessUnit, data), accessUnit.randomAccess()))
                : Optional.empty();
    }

    /** The canonical payload; mostly what was received already is that. */
    private byte[] payload(AccessUnit accessUnit, byte[] data) {
        boolean canonical =
                nalUnitLengthSize == NalUnits.PREFIX_SIZE
                        && NalUnits.sizeInBytes(accessUnit.nalUnits()) == data.length;
        return canonical ? data : accessUnit.payload();
    }
}
