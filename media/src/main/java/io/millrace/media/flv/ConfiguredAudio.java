package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/** Sound whose format a sequence header tells; a message then is a unit. */
final class ConfiguredAudio implements FlvTrackReader {
    private final Configuration configuration;
    private Optional<Format> format = Optional.empty();

    /** Reads a sequence header. */
    interface Configuration {
        Format read(byte[] record) throws MalformedMediaException;
    }

    ConfiguredAudio(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public void configure(byte[] record) throws MalformedMediaException {
        format = Optional.of(configuration.read(record));
    }

    @Override
    public Optional<Format> format() {
        return format;
    }

    @Override
    public boolean isConfigured() {
        return format.isPresent();
    }

    @Override
    public Optional<Frame> read(byte[] data) {
        return Optional.of(new Frame(data, true));
    }
}
