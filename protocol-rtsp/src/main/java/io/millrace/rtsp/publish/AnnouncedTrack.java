package io.millrace.rtsp.publish;

import io.millrace.media.Format;
import io.millrace.media.Language;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.rtp.Depacketizer;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.media.rtp.RtpPayloadFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A track that a publisher announced and that we can take.
 *
 * @param id of the track in the publication: its place among those taken
 * @param control of its SETUP, as written in the description; empty if there was none
 */
public record AnnouncedTrack(
        int id,
        String mediaKind,
        String control,
        Optional<Language> language,
        PayloadDescription payload,
        Protection protection) {
    /**
     * Whether its packets are those of SRTP.
     *
     * @param keyManagement value of {@code a=key-mgmt} of the medium, else of the session
     */
    public record Protection(boolean secure, Optional<String> keyManagement) {}

    public MediaKind kind() {
        return switch (mediaKind.toLowerCase(Locale.ROOT)) {
            case "video" -> MediaKind.VIDEO;
            case "audio" -> MediaKind.AUDIO;
            default -> MediaKind.DATA;
        };
    }

    /** The format that the description tells; that of an unknown encoding is: as received. */
    Optional<Format> format() throws MalformedMediaException {
        return RtpPayloadFormats.isKnown(payload)
                ? RtpPayloadFormats.format(payload)
                : Optional.of(RtpPayloadFormats.receivedFormat(kind(), payload));
    }

    /** Whether another description of it differs in parameters only. */
    boolean isLike(AnnouncedTrack other) {
        PayloadDescription own = payload;
        PayloadDescription its = other.payload();
        return kind() == other.kind()
                && own.payloadType() == its.payloadType()
                && own.encodingName().equalsIgnoreCase(its.encodingName())
                && own.clockRate() == its.clockRate()
                && own.channels() == its.channels();
    }

    /** The track in a format that it turned out to have. */
    Track of(Format format) {
        return new Track(id, format, language);
    }

    Depacketizer depacketizer(RtpLimits limits, Depacketizer.Sink sink)
            throws MalformedMediaException {
        Optional<Depacketizer> known = RtpPayloadFormats.depacketizer(payload, limits, sink);
        return known.isPresent()
                ? known.get()
                : RtpPayloadFormats.asReceived(kind(), payload, limits, sink);
    }

    /**
     * All tracks if the description tells all formats; else none, and they follow in-band.
     *
     * @throws MalformedMediaException if a description is malformed
     */
    public static List<Track> described(List<AnnouncedTrack> announced)
            throws MalformedMediaException {
        List<Track> tracks = new ArrayList<>();
        for (AnnouncedTrack track : announced) {
            track.format().ifPresent(known -> tracks.add(track.of(known)));
        }
        return tracks.size() == announced.size() ? tracks : List.of();
    }
}
