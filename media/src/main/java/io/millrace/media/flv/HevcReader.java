package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h265.H265AccessUnit;
import io.millrace.media.h265.H265ParameterSets;
import io.millrace.media.mp4.HevcDecoderConfiguration;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/** H.265: an HEVCDecoderConfigurationRecord, then NAL units with lengths. */
final class HevcReader implements FlvTrackReader {
    private H265ParameterSets parameterSets = new H265ParameterSets();
    private int nalUnitLengthSize;

    @Override
    public void configure(byte[] record) throws MalformedMediaException {
        HevcDecoderConfiguration configuration =
                HevcDecoderConfiguration.read(Unpooled.wrappedBuffer(record));
        H265ParameterSets next = new H265ParameterSets();
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
        H265AccessUnit accessUnit =
                H265AccessUnit.of(
                        NalUnits.ofLengthPrefixed(data, 0, data.length, nalUnitLengthSize));
        parameterSets.update(accessUnit.parameterSets());
        return accessUnit.hasPicture()
                ? Optional.of(new Frame(accessUnit.payload(), accessUnit.randomAccess()))
                : Optional.empty();
    }
}
