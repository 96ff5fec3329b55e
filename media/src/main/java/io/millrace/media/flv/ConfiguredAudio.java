package io.millrace.media.flv;

import io.millrace.media.Bytes;
import io.millrace.media.FlacFormat;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.opus.OpusHead;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Optional;

/** Sound whose format a sequence header tells; a message then is a unit. */
final class ConfiguredAudio implements FlvTrackReader {
    private static final int FLAC_MARKER = 4;
    private static final int FLAC_BLOCK_HEADER = 4;

    private final Configuration configuration;
    private Optional<Format> format = Optional.empty();

    /** Reads a sequence header. */
    private interface Configuration {
        Format read(byte[] record) throws MalformedMediaException;
    }

    private ConfiguredAudio(Configuration configuration) {
        this.configuration = configuration;
    }

    static ConfiguredAudio aac() {
        return new ConfiguredAudio(record -> AudioSpecificConfig.format(Bytes.copyOf(record)));
    }

    static ConfiguredAudio opus() {
        return new ConfiguredAudio(record -> OpusHead.read(Unpooled.wrappedBuffer(record)));
    }

    static ConfiguredAudio flac() {
        return new ConfiguredAudio(ConfiguredAudio::flacFormat);
    }

    /** {@code fLaC} and the STREAMINFO block (RFC 9639, sections 6 and 8.2). */
    private static Format flacFormat(byte[] record) throws MalformedMediaException {
        int begin = FLAC_MARKER + FLAC_BLOCK_HEADER;
        if (record.length < begin + FlacFormat.STREAM_INFO_SIZE
                || record[0] != 'f'
                || (record[FLAC_MARKER] & 0x7F) != 0) {
            throw new MalformedMediaException("no FLAC STREAMINFO (RFC 9639, section 8.2)");
        }
        byte[] info = Arrays.copyOfRange(record, begin, begin + FlacFormat.STREAM_INFO_SIZE);
        int rate = (info[10] & 0xFF) << 12 | (info[11] & 0xFF) << 4 | (info[12] & 0xFF) >> 4;
        int channels = (info[12] >> 1 & 7) + 1;
        if (rate == 0) {
            throw new MalformedMediaException("FLAC of 0 Hz (RFC 9639, section 8.2)");
        }
        return new FlacFormat(Bytes.copyOf(info), rate, channels);
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
