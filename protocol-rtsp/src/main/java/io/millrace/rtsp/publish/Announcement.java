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
import java.util.stream.Stream;

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
        return of(described(sdp), maxTracks);
    }

    /** What a server says that it sends, without what it would take. */
    public static Announcement ofServer(String sdp, int maxTracks) throws RtspException {
        SessionDescription all = described(sdp);
        List<SdpMedia> back = backChannels(all);
        return of(with(all, all.media().stream().filter(one -> !back.contains(one))), maxTracks);
    }

    /** What a server says that it takes (ONVIF back channel). */
    public static Optional<AnnouncedTrack> backChannelOf(String sdp, int id) throws RtspException {
        SessionDescription all = described(sdp);
        Optional<SdpMedia> first = backChannels(all).stream().findFirst();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        AnnouncedTrack track = of(with(all, first.stream()), 1).tracks().getFirst();
        return Optional.of(
                new AnnouncedTrack(
                        id,
                        track.mediaKind(),
                        track.control(),
                        track.language(),
                        track.payload(),
                        track.protection()));
    }

    private static SessionDescription with(SessionDescription all, Stream<SdpMedia> some) {
        return new SessionDescription(
                all.name(), all.connectionAddress(), all.attributes(), some.toList());
    }

    /**
     * Media that the peer is to send. Some cameras say of all theirs that they but send: then none
     * is.
     */
    private static List<SdpMedia> backChannels(SessionDescription description) {
        List<SdpMedia> sent =
                description.media().stream()
                        .filter(one -> one.attribute("sendonly").isPresent())
                        .toList();
        return sent.size() == description.media().size() ? List.of() : sent;
    }

    private static SessionDescription described(String sdp) throws RtspException {
        try {
            return SessionDescription.parse(sdp);
        } catch (MalformedMediaException e) {
            throw RtspException.of(Status.BAD_REQUEST, "session description: " + e.getMessage());
        }
    }

    private static Announcement of(SessionDescription description, int maxTracks)
            throws RtspException {
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
