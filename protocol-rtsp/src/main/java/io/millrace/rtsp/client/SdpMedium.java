package io.millrace.rtsp.client;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.sdp.SdpAttribute;
import io.millrace.media.sdp.SdpMedia;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.publish.AnnouncedTrack;
import io.millrace.rtsp.publish.Announcement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A medium of a description that is received: where its packets come to.
 *
 * @param address of a group, or of ours (the {@code c=} line); empty where none is said
 * @param rtcpPort the next one, or as {@code a=rtcp} says (RFC 3605)
 * @param sender the only one, of a source filter (RFC 4570); empty: any
 */
record SdpMedium(
        AnnouncedTrack track,
        Optional<String> address,
        int rtpPort,
        int rtcpPort,
        Optional<String> sender) {
    private static final int MAX_MEDIA = 16;
    private static final int MAX_PORT = 65_535;

    /** Those that can be taken. */
    static List<SdpMedium> of(String text) throws MalformedMediaException {
        SessionDescription description = SessionDescription.parse(text);
        if (description.media().size() > MAX_MEDIA) {
            throw new MalformedMediaException("more than " + MAX_MEDIA + " media");
        }
        List<SdpMedium> media = new ArrayList<>();
        for (SdpMedia each : description.media()) {
            Optional<PayloadDescription> payload = Announcement.chosen(each.payloads());
            if (payload.isPresent() && each.port() > 0) {
                media.add(of(description, each, media.size(), payload.get()));
            }
        }
        if (media.isEmpty()) {
            throw new MalformedMediaException("no medium with a port and a codec that is taken");
        }
        return media;
    }

    private static SdpMedium of(
            SessionDescription description, SdpMedia media, int id, PayloadDescription payload)
            throws MalformedMediaException {
        int rtcpPort = rtcpPort(media);
        if (media.port() > MAX_PORT || rtcpPort > MAX_PORT) {
            throw new MalformedMediaException("no port " + Math.max(media.port(), rtcpPort));
        }
        return new SdpMedium(
                new AnnouncedTrack(
                        id,
                        media.kind(),
                        "",
                        media.language(),
                        payload,
                        new AnnouncedTrack.Protection(false, Optional.empty())),
                media.connectionAddress()
                        .or(description::connectionAddress)
                        .map(address -> address.split("/", 2)[0].strip())
                        .filter(address -> !address.isEmpty()),
                media.port(),
                rtcpPort,
                sender(description, media));
    }

    private static int rtcpPort(SdpMedia media) {
        return media.attribute("rtcp")
                .map(value -> value.strip().split("\\s+", 2)[0])
                .filter(port -> port.matches("[0-9]{1,5}"))
                .map(Integer::parseInt)
                .orElse(media.port() + 1);
    }

    /** {@code incl IN IP4 group sender}; several senders are not told apart. */
    private static Optional<String> sender(SessionDescription description, SdpMedia media) {
        return Stream.concat(media.attributes().stream(), description.attributes().stream())
                .filter(attribute -> attribute.name().equalsIgnoreCase("source-filter"))
                .map(SdpAttribute::value)
                .map(value -> value.strip().split("\\s+"))
                .filter(words -> words.length == 5 && words[0].equalsIgnoreCase("incl"))
                .map(words -> words[4])
                .findFirst();
    }
}
