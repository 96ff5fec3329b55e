package io.millrace.media.sdp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.Track;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.RtpPayloadFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A session description, as far as RTSP needs it (RFC 8866; RFC 2326, appendix C).
 *
 * @param name of the {@code s=} line
 * @param connectionAddress of the session's {@code c=} line
 */
public record SessionDescription(
        String name,
        Optional<String> connectionAddress,
        List<SdpAttribute> attributes,
        List<SdpMedia> media) {
    public SessionDescription {
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    /** Parses what publishers and cameras send: see {@link SdpParser}. */
    public static SessionDescription parse(String text) throws MalformedMediaException {
        return new SdpParser().parse(text);
    }

    /** What readers of these tracks are told; each is set up as {@code trackID=<track id>}. */
    public static SessionDescription of(String name, List<Track> tracks) {
        List<SdpMedia> media = new ArrayList<>();
        for (Track track : tracks) {
            media.add(describe(track));
        }
        return new SessionDescription(
                name, Optional.of("0.0.0.0"), List.of(new SdpAttribute("control", "*")), media);
    }

    /**
     * The payload type that {@link #of} gives a track. Those of RFC 2250 are fixed: there are
     * readers that know MPEG audio and video by the number only.
     */
    public static int payloadType(Track track) {
        if (track.format() instanceof MpegAudioFormat) {
            return StaticPayloadTypes.MPEG_AUDIO;
        }
        if (track.format() instanceof MpegVideoFormat) {
            return StaticPayloadTypes.MPEG_VIDEO;
        }
        return PayloadDescription.FIRST_DYNAMIC + track.id() % 32;
    }

    /** The session's control URL (RFC 2326, C.1.1). */
    public Optional<String> control() {
        return attribute("control");
    }

    /** The value of the session's first attribute of that name. */
    public Optional<String> attribute(String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equalsIgnoreCase(name))
                .map(SdpAttribute::value)
                .findFirst();
    }

    /** The text, lines ended by CR LF. */
    public String toText() {
        return SdpWriter.write(this);
    }

    private static SdpMedia describe(Track track) {
        PayloadDescription payload = RtpPayloadFormats.describe(track.format(), payloadType(track));
        String type = Integer.toString(payload.payloadType());
        List<SdpAttribute> attributes = new ArrayList<>();
        attributes.add(new SdpAttribute("control", "trackID=" + track.id()));
        attributes.add(new SdpAttribute("rtpmap", type + " " + rtpmap(payload)));
        if (!payload.parameters().isEmpty()) {
            attributes.add(new SdpAttribute("fmtp", type + " " + fmtp(payload.parameters())));
        }
        track.language()
                .ifPresent(language ->
                        attributes.add(new SdpAttribute(SdpMedia.LANGUAGE, language.tag())));
        return new SdpMedia(
                track.kind().name().toLowerCase(Locale.ROOT),
                0,
                "RTP/AVP",
                List.of(type),
                Optional.empty(),
                attributes);
    }

    private static String rtpmap(PayloadDescription payload) {
        String map = payload.encodingName() + "/" + payload.clockRate();
        return payload.channels() > 1 ? map + "/" + payload.channels() : map;
    }

    private static String fmtp(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("; "));
    }
}
