package io.millrace.media.rtp;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** H.264 in session descriptions (RFC 6184, section 8). */
record H264Payload(H264Format format) implements RtpPayload {
    private static final String ENCODING = "H264";
    private static final String SPROP_PARAMETER_SETS = "sprop-parameter-sets";
    private static final String PACKETIZATION_MODE = "packetization-mode";
    private static final String INTERLEAVED = "2";
    private static final int MAX_PARAMETER_SETS = 64;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    description -> parameterSets(description).format(), H264Payload::depacketizer);

    static H264Depacketizer depacketizer(
            PayloadDescription description, RtpLimits limits, Depacketizer.Sink sink)
            throws MalformedMediaException {
        if (description.parameter(PACKETIZATION_MODE).orElse("0").equals(INTERLEAVED)) {
            throw new MalformedMediaException("H.264 packetization mode 2 is not supported");
        }
        DepacketizerCounts counts = new DepacketizerCounts();
        H264Units units = new H264Units(parameterSets(description), counts, sink);
        return new H264Depacketizer(new AccessUnitBuilder(limits, counts, units), counts);
    }

    /**
     * The parameter sets of a description, none where it has none: then they come in-band. Some
     * cameras write rubbish here and good ones in-band, so what cannot be read is passed over.
     */
    static ParameterSets parameterSets(PayloadDescription description) {
        ParameterSets sets = new ParameterSets();
        String[] entries =
                description
                        .parameter(SPROP_PARAMETER_SETS)
                        .orElse("")
                        .split(",", MAX_PARAMETER_SETS);
        for (String entry : entries) {
            decode(entry).ifPresent(content -> addReadable(sets, content));
        }
        return sets;
    }

    private static void addReadable(ParameterSets sets, byte[] content) {
        try {
            sets.update(
                    startsWithZero(content)
                            ? NalUnits.ofAnnexB(content)
                            : List.of(NalUnit.of(content)));
        } catch (MalformedMediaException _) {
            // The track then has no format until its own parameter sets come.
        }
    }

    /** Start codes do not belong here, but some write them. */
    private static boolean startsWithZero(byte[] content) {
        return content[0] == 0;
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            byte[] content = Base64.getDecoder().decode(base64.trim());
            return content.length == 0 ? Optional.empty() : Optional.of(content);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(PACKETIZATION_MODE, "1");
        Bytes sps = format.sequenceParameterSets().getFirst();
        if (sps.size() >= 4) {
            parameters.put("profile-level-id", sps.toString().substring(2, 8));
        }
        List<String> encoded = new ArrayList<>();
        format.sequenceParameterSets().forEach(set -> encoded.add(encode(set)));
        format.pictureParameterSets().forEach(set -> encoded.add(encode(set)));
        parameters.put(SPROP_PARAMETER_SETS, String.join(",", encoded));
        return new PayloadDescription(payloadType, ENCODING, H264Format.CLOCK_RATE, 1, parameters);
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return new H264Packetizer(format, sender);
    }

    /** Parameter sets travel in-band too. */
    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof H264Format;
    }

    private static String encode(Bytes set) {
        return Base64.getEncoder().encodeToString(set.toByteArray());
    }
}
