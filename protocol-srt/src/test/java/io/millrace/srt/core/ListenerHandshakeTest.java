package io.millrace.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.HandshakeContent;
import io.millrace.srt.wire.HandshakeExtension;
import io.millrace.srt.wire.HandshakeExtension.Capabilities;
import io.millrace.srt.wire.HandshakeExtension.CongestionControl;
import io.millrace.srt.wire.HandshakeExtension.Group;
import io.millrace.srt.wire.HandshakeExtension.PacketFilter;
import io.millrace.srt.wire.PeerAddress;
import io.millrace.srt.wire.Rejection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerHandshakeTest {
    private static final InetSocketAddress CALLER =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000);
    private static final long NOW = 1_000_000;
    private static final Capabilities LIVE = new Capabilities(false, 0x010501, 0x3F, 120, 0);

    private final ListenerHandshake listener =
            new ListenerHandshake(new SecureRandom(), SrtSettings.DEFAULT, new byte[32]);

    private static Handshake packet(
            int version, int type, int cookie, List<HandshakeExtension> extensions) {
        return new Handshake(
                100,
                0,
                new HandshakeContent(
                        version,
                        0,
                        1,
                        7,
                        1500,
                        8192,
                        type,
                        99,
                        cookie,
                        PeerAddress.NONE,
                        extensions));
    }

    private int cookie() {
        ListenerAnswer answer =
                listener.onHandshake(
                        packet(4, HandshakeContent.INDUCTION, 0, List.of()), CALLER, NOW);
        HandshakeContent content = assertInstanceOf(ListenerAnswer.Reply.class, answer).content();
        assertEquals(HandshakeContent.SRT_MAGIC, content.extensionField());
        assertEquals(5, content.version());
        return content.cookie();
    }

    private Rejection refusal(int version, HandshakeExtension... extensions) {
        Handshake conclusion =
                packet(version, HandshakeContent.CONCLUSION, cookie(), List.of(extensions));
        return assertInstanceOf(
                        ListenerAnswer.Reply.class, listener.onHandshake(conclusion, CALLER, NOW))
                .content()
                .rejection()
                .orElseThrow();
    }

    @Test
    void conclusion_thatIsNotLiveModeOfVersion5_isRefusedWithItsCode() {
        Capabilities stream = new Capabilities(false, 0x010501, Capabilities.STREAM, 0, 0);
        Capabilities old = new Capabilities(false, 0x010200, 0x3F, 0, 0);
        assertEquals(Rejection.VERSION, refusal(4));
        assertEquals(Rejection.ROGUE, refusal(5));
        assertEquals(Rejection.VERSION, refusal(5, old));
        assertEquals(Rejection.MESSAGE_API, refusal(5, stream));
        assertEquals(Rejection.CONGESTION, refusal(5, LIVE, new CongestionControl("file")));
        assertEquals(Rejection.FILTER, refusal(5, LIVE, new PacketFilter("fec,cols:10")));
        assertEquals(Rejection.GROUP, refusal(5, LIVE, new Group()));
    }

    @Test
    void conclusion_withoutTheCookieOrTooLate_isIgnored() {
        int cookie = cookie();
        Handshake forged = packet(5, HandshakeContent.CONCLUSION, cookie + 1, List.of(LIVE));
        Handshake right = packet(5, HandshakeContent.CONCLUSION, cookie, List.of(LIVE));
        InetSocketAddress other = new InetSocketAddress(CALLER.getAddress(), 5_001);
        assertInstanceOf(ListenerAnswer.Ignored.class, listener.onHandshake(forged, CALLER, NOW));
        assertInstanceOf(ListenerAnswer.Ignored.class, listener.onHandshake(right, other, NOW));
        assertInstanceOf(
                ListenerAnswer.Ignored.class,
                listener.onHandshake(right, CALLER, NOW + 180_000_000));
        assertInstanceOf(
                ListenerAnswer.Request.class,
                listener.onHandshake(right, CALLER, NOW + 50_000_000));
    }
}
