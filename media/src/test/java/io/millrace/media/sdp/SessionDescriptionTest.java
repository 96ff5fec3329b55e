package io.millrace.media.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Language;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.Track;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.RtpPayloadFormats;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {
    private static final String CAMERA =
            """
            v=0
            o=- 1109162014219182 1109162014219192 IN IP4 192.168.1.64
            s=Media Presentation
            e=NONE
            b=AS:5100
            t=0 0
            a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/

            m=video 0 RTP/AVP 96
            c=IN IP4 0.0.0.0/15
            b=AS:5000
            a=recvonly
            a=x-dimensions:1920,1080
            a=control:rtsp://192.168.1.64:554/Streaming/Channels/101/trackID=1
            a=rtpmap:96 H264/90000
            a=fmtp:96 profile-level-id=420029; packetization-mode=1;
            m=audio 0 RTP/AVP 8 0
            a=control:trackID=2
            a=Media_header:MEDIAINFO=494D4B48
            m=application 0 RTP/AVP 107
            a=rtpmap:107 vnd.onvif.metadata/90000
            broken line
            """;

    @Test
    void parse_camera_readsWhatRtspNeeds() throws Exception {
        for (String lineEnd : List.of("\n", "\r\n", "\r")) {
            SessionDescription session = SessionDescription.parse(CAMERA.replace("\n", lineEnd));
            assertEquals("Media Presentation", session.name());
            assertEquals(
                    Optional.of("rtsp://192.168.1.64:554/Streaming/Channels/101/"),
                    session.control());
            SdpMedia video = session.media().getFirst();
            assertEquals(Optional.of("0.0.0.0"), video.connectionAddress());
            PayloadDescription h264 = video.payloads().getFirst();
            assertEquals(Optional.of("1"), h264.parameter("packetization-mode"));
            assertTrue(RtpPayloadFormats.isKnown(h264));
            assertTrue(RtpPayloadFormats.format(h264).isEmpty());
            assertEquals(
                    List.of("PCMA", "PCMU"),
                    session.media().get(1).payloads().stream()
                            .map(PayloadDescription::encodingName)
                            .toList());
            assertEquals(
                    "vnd.onvif.metadata",
                    session.media().get(2).payloads().getFirst().encodingName());
        }
    }

    @Test
    void of_tracks_isReadBackAsTheSameFormats() throws Exception {
        List<Track> tracks =
                List.of(
                        new Track(
                                0,
                                new H264Format(List.of(sps()), List.of(Bytes.ofHex("68ebecb22c")))),
                        new Track(3, AudioSpecificConfig.format(2, 48_000, 2)));
        String text = SessionDescription.of("cam/1", tracks).toText();
        SessionDescription session = SessionDescription.parse(text);
        assertEquals("cam/1", session.name());
        for (int i = 0; i < 2; i++) {
            Track track = tracks.get(i);
            SdpMedia media = session.media().get(i);
            PayloadDescription payload = media.payloads().getFirst();
            assertEquals(SessionDescription.payloadType(track), payload.payloadType());
            assertEquals(track.format(), RtpPayloadFormats.format(payload).orElseThrow());
            assertEquals(Optional.of("trackID=" + track.id()), media.control());
        }
        assertTrue(text.contains("a=rtpmap:99 mpeg4-generic/48000/2\r\n"), text);
    }

    @Test
    void of_mpegAudioAndVideo_haveTheirFixedPayloadTypes() {
        List<Track> tracks =
                List.of(
                        new Track(0, new MpegVideoFormat(2, Bytes.ofHex("000001b3"))),
                        new Track(1, new MpegAudioFormat(2, 48_000, 2)));
        String text = SessionDescription.of("cam/1", tracks).toText();
        assertTrue(text.contains("m=video 0 RTP/AVP 32\r\n"), text);
        assertTrue(text.contains("m=audio 0 RTP/AVP 14\r\n"), text);
    }

    @Test
    void toText_isDeterministic() throws Exception {
        List<Track> tracks = List.of(new Track(1, AudioSpecificConfig.format(2, 44_100, 1)));
        assertEquals(
                """
                v=0
                o=- 0 0 IN IP4 127.0.0.1
                s=a
                c=IN IP4 0.0.0.0
                t=0 0
                a=control:*
                m=audio 0 RTP/AVP 97
                a=control:trackID=1
                a=rtpmap:97 mpeg4-generic/44100
                a=fmtp:97 streamtype=5; profile-level-id=1; mode=AAC-hbr; sizelength=13; \
                indexlength=3; indexdeltalength=3; config=1208
                """
                        .replace("\n", "\r\n"),
                SessionDescription.of("a", tracks).toText());
    }

    @Test
    void format_spropWithStartCodesOrRubbish_takesWhatIsGood() throws Exception {
        String good = Base64.getEncoder().encodeToString(sps().toByteArray());
        String startCode =
                Base64.getEncoder()
                        .encodeToString(Bytes.ofHex("00000001 68ebecb22c").toByteArray());
        String sdp =
                "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
                        + "a=fmtp:96 sprop-parameter-sets=%s,!!,%s,Zw==".formatted(good, startCode);
        PayloadDescription payload =
                SessionDescription.parse(sdp).media().getFirst().payloads().getFirst();
        assertEquals(
                new H264Format(List.of(sps()), List.of(Bytes.ofHex("68ebecb22c"))),
                RtpPayloadFormats.format(payload).orElseThrow());
    }

    @Test
    void payloads_withoutOrBadRtpmap_areLeftOut() throws Exception {
        SessionDescription session =
                SessionDescription.parse(
                        """
                        m=video 0 RTP/AVP 96 97 98 99 x 200
                        a=rtpmap:97 H264
                        a=rtpmap:98 H264/0
                        a=rtpmap:99 VP8/90000
                        """);
        assertEquals(
                List.of("VP8"),
                session.media().getFirst().payloads().stream()
                        .map(PayloadDescription::encodingName)
                        .toList());
    }

    @Test
    void parse_badMediaLineOrTooMuch_throws() {
        for (String text :
                List.of(
                        "m=video",
                        "m=video x RTP/AVP 96",
                        "m=video 70000 RTP/AVP 96",
                        "m=video 0 RTP/AVP 96\n".repeat(65),
                        "a=x\n".repeat(1_100),
                        "a".repeat(70_000))) {
            assertThrows(MalformedMediaException.class, () -> SessionDescription.parse(text));
        }
    }

    private static Bytes sps() {
        return Bytes.copyOf(Base64.getDecoder().decode("Z2QAC6zZQo35MBEAAAMAAQAAAwAyDxQplg=="));
    }

    /** RFC 8866, section 6.12. */
    @Test
    void describe_language_isReadBack() throws Exception {
        Track track = new Track(0, new MpegAudioFormat(3, 44_100, 2), Language.of("por"));
        String text = SessionDescription.of("", List.of(track)).toText();
        assertTrue(text.contains("a=lang:pt\r\n"), text);
        assertEquals(
                track.language(), SessionDescription.parse(text).media().getFirst().language());
    }
}
