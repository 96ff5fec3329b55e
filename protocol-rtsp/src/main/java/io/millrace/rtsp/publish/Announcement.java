package io.millrace.rtsp.publish;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.RtpPayloadFormats;
import io.millrace.media.sdp.SdpMedia;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.srtp.KeyManagement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a publisher announced (RFC 2326, section 10.3). Media whose encoding is not known are taken
 * as received; those whose encoding is not told are left out.
 *
 * @param control of the whole session, as written; empty if there was none
 * @param leftOut codecs of the tracks that are left out, for people
 */
public record Announcement(String control, List<AnnouncedTrack> tracks, List<String> leftOut) {

    public Announcement {
        tracks = List.copyOf(tracks);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Reads the description.
     *
     * @throws RtspException 400 if it is malformed, 415 if no track of it can be taken
     */
    public static Announcement parse(String sdp, int maxTracks) throws RtspException {
        SessionDescription description;
        try {
            description = SessionDescription.parse(sdp);
        } catch (MalformedMediaException e) {
            throw RtspException.of(Status.BAD_REQUEST, "session description: " + e.getMessage());
        }
        if (description.media().size() > maxTracks) {
            throw RtspException.of(Status.BAD_REQUEST, "more than " + maxTracks + " tracks");
        }
        List<AnnouncedTrack> tracks = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (SdpMedia media : description.media()) {
            Optional<PayloadDescription> payload = chosen(media.payloads());
            if (payload.isPresent()) {
                String control = media.control().orElse("");
                tracks.add(
                        new AnnouncedTrack(
                                tracks.size(),
                                media.kind(),
                                control,
                                media.language(),
                                payload.get(),
                                protection(description, media)));
            } else {
                leftOut.add(name(media));
            }
        }
        if (tracks.isEmpty()) {
            throw RtspException.of(
                    Status.UNSUPPORTED_MEDIA_TYPE,
                    "no track in a codec that this server takes: "
                            + String.join(", ", RtpPayloadFormats.CODECS));
        }
        return new Announcement(description.control().orElse(""), tracks, leftOut);
    }

    private static AnnouncedTrack.Protection protection(
            SessionDescription description, SdpMedia media) {
        return new AnnouncedTrack.Protection(
                media.protocol().toUpperCase(Locale.ROOT).startsWith("RTP/SAVP"),
                media.attribute(KeyManagement.ATTRIBUTE)
                        .or(() -> description.attribute(KeyManagement.ATTRIBUTE)));
    }

    /** The first that is known; else the first, which goes on to RTSP readers as received. */
    public static Optional<PayloadDescription> chosen(List<PayloadDescription> payloads) {
        return payloads.stream()
                .filter(RtpPayloadFormats::isKnown)
                .findFirst()
                .or(() -> payloads.stream().findFirst());
    }

    private static String name(SdpMedia media) {
        return media.payloads().stream()
                .map(PayloadDescription::encodingName)
                .findFirst()
                .orElse(media.kind() + " " + String.join(" ", media.formats()));
    }
}
