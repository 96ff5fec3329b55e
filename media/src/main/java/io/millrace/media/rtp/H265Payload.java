package io.millrace.media.rtp;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h265.H265ParameterSets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** H.265 in session descriptions (RFC 7798, section 7). */
record H265Payload(H265Format format) implements RtpPayload {
    private static final String SPROP_VPS = "sprop-vps";
    private static final String SPROP_SPS = "sprop-sps";
    private static final String SPROP_PPS = "sprop-pps";
    private static final int MAX_PARAMETER_SETS = 64;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    description -> parameterSets(description).format(), H265Payload::depacketizer);

    private static Depacketizer depacketizer(
            PayloadDescription description, RtpLimits limits, Depacketizer.Sink sink) {
        DepacketizerCounts counts = new DepacketizerCounts();
        H265Units units = new H265Units(parameterSets(description), counts, sink);
        return new H265Depacketizer(new AccessUnitBuilder(limits, counts, units), counts);
    }

    /** What cannot be read is passed over: good parameter sets may come in-band. */
    private static H265ParameterSets parameterSets(PayloadDescription description) {
        H265ParameterSets sets = new H265ParameterSets();
        for (String name : List.of(SPROP_VPS, SPROP_SPS, SPROP_PPS)) {
            for (String entry :
                    description.parameter(name).orElse("").split(",", MAX_PARAMETER_SETS)) {
                addReadable(sets, entry);
            }
        }
        return sets;
    }

    private static void addReadable(H265ParameterSets sets, String base64) {
        try {
            byte[] content = Base64.getDecoder().decode(base64.trim());
            if (content.length > 0) {
                sets.update(List.of(NalUnit.of(content)));
            }
        } catch (IllegalArgumentException | MalformedMediaException _) {
            // The track then has no format until its own parameter sets come.
        }
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, SPROP_VPS, format.videoParameterSets());
        put(parameters, SPROP_SPS, format.sequenceParameterSets());
        put(parameters, SPROP_PPS, format.pictureParameterSets());
        return new PayloadDescription(payloadType, "H265", Format.VIDEO_CLOCK_RATE, 1, parameters);
    }

    private static void put(Map<String, String> parameters, String name, List<Bytes> sets) {
        if (!sets.isEmpty()) {
            parameters.put(
                    name,
                    sets.stream()
                            .map(set -> Base64.getEncoder().encodeToString(set.toByteArray()))
                            .collect(Collectors.joining(",")));
        }
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return new H265Packetizer(format, sender);
    }

    /** Parameter sets travel in-band too. */
    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof H265Format;
    }
}
