package io.millrace.media.rtp;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.AudioSpecificConfig;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** AAC in session descriptions (RFC 3640, section 4.1). */
record AacPayload(AacFormat format) implements RtpPayload {
    private static final String ENCODING = "mpeg4-generic";
    private static final String CONFIG = "config";

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    description -> Optional.of(format(description)), AacPayload::depacketizer);

    static AacDepacketizer depacketizer(
            PayloadDescription description, RtpLimits limits, Depacketizer.Sink sink)
            throws MalformedMediaException {
        return new AacDepacketizer(
                format(description),
                AacHeaders.of(description),
                description.clockRate(),
                limits,
                sink);
    }

    static AacFormat format(PayloadDescription description) throws MalformedMediaException {
        String config = description.parameter(CONFIG).orElse("");
        if (config.isEmpty()) {
            throw new MalformedMediaException("mpeg4-generic without config (RFC 3640, 4.1)");
        }
        try {
            byte[] content = HexFormat.of().parseHex(config);
            return AudioSpecificConfig.format(Bytes.copyOf(content));
        } catch (IllegalArgumentException notHex) {
            throw new MalformedMediaException("config=" + config + " (RFC 3640, section 4.1)");
        }
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("streamtype", "5");
        parameters.put("profile-level-id", "1");
        parameters.put("mode", "AAC-hbr");
        parameters.put("sizelength", "13");
        parameters.put("indexlength", "3");
        parameters.put("indexdeltalength", "3");
        parameters.put(CONFIG, format.audioSpecificConfig().toString());
        return new PayloadDescription(
                payloadType, ENCODING, format.clockRate(), format.channels(), parameters);
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return new AacPacketizer(sender);
    }

    /** The configuration is told in the session description only. */
    @Override
    public boolean coversChangeTo(Format next) {
        return format.equals(next);
    }
}
