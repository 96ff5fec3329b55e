package io.millrace.media.flv;

import io.millrace.media.Av1Format;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.av1.Av1Configuration;
import io.millrace.media.av1.Av1TemporalUnit;
import java.util.Optional;

/**
 * AV1: an AV1CodecConfigurationRecord, then temporal units, whose sequence header may be left out.
 */
final class Av1Reader implements FlvTrackReader {
    private Optional<Av1Format> format = Optional.empty();

    @Override
    public void configure(byte[] record) throws MalformedMediaException {
        format = Optional.of(Av1Configuration.read(record));
    }

    @Override
    public Optional<Format> format() {
        return format.map(Format.class::cast);
    }

    /** Key frames have a sequence header too. */
    @Override
    public boolean isConfigured() {
        return true;
    }

    @Override
    public Optional<Frame> read(byte[] data) throws MalformedMediaException {
        Av1TemporalUnit sent = Av1TemporalUnit.parse(data);
        format = sent.format().or(() -> format);
        Av1TemporalUnit unit = format.map(sent::with).orElse(sent);
        return unit.hasFrame()
                ? Optional.of(new Frame(unit.payload(), unit.randomAccess()))
                : Optional.empty();
    }
}
