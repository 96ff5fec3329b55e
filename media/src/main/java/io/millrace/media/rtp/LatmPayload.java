package io.millrace.media.rtp;

import io.millrace.media.AacFormat;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.LatmReader;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * AAC in LATM, from publishers only (RFC 6416, sections 6 and 7.3): an AudioMuxElement in one or
 * more packets, the last one marked. Readers get RFC 3640.
 */
final class LatmPayload implements AudioDepacketizer.Payload {
    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    description -> reader(description).format(),
                    (description, limits, sink) ->
                            new AudioDepacketizer(
                                    new LatmPayload(description, limits),
                                    description.clockRate(),
                                    sink));

    private final LatmReader reader;
    private final boolean configPresent;
    private final Fragments fragments;

    private LatmPayload(PayloadDescription description, RtpLimits limits)
            throws MalformedMediaException {
        this.reader = reader(description);
        this.configPresent = isConfigPresent(description);
        this.fragments = new Fragments(limits);
    }

    private static LatmReader reader(PayloadDescription description)
            throws MalformedMediaException {
        LatmReader reader = new LatmReader();
        Optional<String> config = description.parameter("config");
        if (config.isPresent()) {
            try {
                reader.configure(HexFormat.of().parseHex(config.get()));
            } catch (IllegalArgumentException notHex) {
                throw new MalformedMediaException("config=" + config.get() + " (RFC 6416, 7.3)");
            }
        } else if (!isConfigPresent(description)) {
            throw new MalformedMediaException("MP4A-LATM without config (RFC 6416, 7.3)");
        }
        return reader;
    }

    private static boolean isConfigPresent(PayloadDescription description) {
        return !description.parameter("cpresent").orElse("1").equals("0");
    }

    @Override
    public Format format() {
        return reader.format().orElseThrow();
    }

    @Override
    public boolean dropPartial() {
        return fragments.drop();
    }

    @Override
    public List<AudioDepacketizer.Frame> read(byte[] packet, long timestamp, boolean marker)
            throws MalformedMediaException {
        byte[] element = packet;
        if (!marker || fragments.continuesAt(timestamp)) {
            if (fragments.continuesAt(timestamp)) {
                fragments.append(packet, 0, packet.length);
            } else {
                fragments.begin(packet, 0, packet.length, timestamp);
            }
            if (!marker) {
                return List.of();
            }
            element = fragments.take();
        }
        return reader.read(element, 0, element.length, configPresent).stream()
                .map(unit -> new AudioDepacketizer.Frame(unit, AacFormat.SAMPLES_PER_UNIT))
                .toList();
    }
}
