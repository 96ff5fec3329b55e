package io.millrace.media.sdp;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.Adts;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.rtp.Depacketizer;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.media.rtp.RtpPayloadFormats;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class SdpAndAacFuzzTest {
    private static final String GOOD =
            """
            v=0
            s=No Name
            c=IN IP4 127.0.0.1
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z2QAC6zZQo35MBEAAAM=,aOvssiw=
            m=audio 0 RTP/AVP 97
            a=rtpmap:97 MPEG4-GENERIC/44100/1
            a=fmtp:97 mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3; config=1208
            """;

    @Property(tries = 300)
    void parse_anyText_parsesOrThrowsMalformed(@ForAll @StringLength(max = 200) String text) {
        use(text);
        use("m=" + text);
        use("m=video 0 RTP/AVP 96\na=rtpmap:96 " + text + "\na=fmtp:96 " + text);
    }

    @Property(tries = 1_000)
    void parse_mutated_parsesOrThrowsMalformed(@ForAll Random random) {
        StringBuilder text = new StringBuilder(GOOD);
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, (char) (random.nextInt(96) + 32));
                case 1 -> text.deleteCharAt(at);
                default -> text.insert(at, "=;:/ ,\n0".charAt(random.nextInt(8)));
            }
        }
        use(text.toString());
    }

    @Property(tries = 1_000)
    void aac_randomBytes_parsesOrThrowsMalformed(@ForAll @Size(max = 16) byte[] bytes) {
        try {
            AudioSpecificConfig config = AudioSpecificConfig.parse(Bytes.copyOf(bytes));
            assertTrue(config.channels() > 0 && config.sampleRate() > 0);
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
        byte[] adts = bytes.clone();
        if (adts.length > 1) {
            adts[0] = (byte) 0xFF;
            adts[1] = (byte) 0xF1;
        }
        try {
            assertTrue(Adts.parse(adts, 0, adts.length).frameSize() > Adts.HEADER_SIZE);
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }

    private static void use(String text) {
        try {
            SessionDescription session = SessionDescription.parse(text);
            SessionDescription.parse(session.toText());
            for (SdpMedia media : session.media()) {
                media.payloads().forEach(SdpAndAacFuzzTest::use);
            }
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }

    private static void use(PayloadDescription payload) {
        try {
            RtpPayloadFormats.format(payload);
            RtpPayloadFormats.depacketizer(
                    payload,
                    RtpLimits.DEFAULT,
                    new Depacketizer.Sink() {
                        @Override
                        public void onFormat(Format format) {}

                        @Override
                        public void onUnit(
                                long ptsTicks, long dtsTicks, boolean randomAccess, byte[] bytes) {}
                    });
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }
}
