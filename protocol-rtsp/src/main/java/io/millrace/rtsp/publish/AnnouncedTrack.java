package io.millrace.rtsp.publish;

import io.millrace.media.MediaKind;
import io.millrace.media.rtp.PayloadDescription;
import java.util.Locale;

/**
 * A track that a publisher announced and that we can take.
 *
 * @param id of the track in the publication: its place among those taken
 * @param control of its SETUP, as written in the description; empty if there was none
 */
public record AnnouncedTrack(int id, String mediaKind, String control, PayloadDescription payload) {
    public MediaKind kind() {
        return switch (mediaKind.toLowerCase(Locale.ROOT)) {
            case "video" -> MediaKind.VIDEO;
            case "audio" -> MediaKind.AUDIO;
            default -> MediaKind.DATA;
        };
    }
}
