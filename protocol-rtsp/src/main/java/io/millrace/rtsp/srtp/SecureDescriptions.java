package io.millrace.rtsp.srtp;

import io.millrace.media.sdp.SdpAttribute;
import io.millrace.media.sdp.SdpMedia;
import io.millrace.media.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Descriptions whose media are SRTP, with the keys told in them (RFC 4567, section 3.1). */
public final class SecureDescriptions {
    private static final String PROFILE = "RTP/SAVP";

    private SecureDescriptions() {}

    /** The same with each medium's key, by its place. */
    public static SessionDescription of(
            SessionDescription description, IntFunction<MikeyMessage> keys) {
        List<SdpMedia> media = new ArrayList<>();
        for (SdpMedia one : description.media()) {
            List<SdpAttribute> attributes = new ArrayList<>(one.attributes());
            attributes.add(
                    new SdpAttribute(
                            KeyManagement.ATTRIBUTE,
                            KeyManagement.attribute(keys.apply(media.size()))));
            media.add(
                    new SdpMedia(
                            one.kind(),
                            one.port(),
                            PROFILE,
                            one.formats(),
                            one.connectionAddress(),
                            attributes));
        }
        return new SessionDescription(
                description.name(),
                description.connectionAddress(),
                description.attributes(),
                media);
    }
}
