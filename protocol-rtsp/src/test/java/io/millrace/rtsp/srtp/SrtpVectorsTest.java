package io.millrace.rtsp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What RFC 3711, appendix B, and other implementations say. */
class SrtpVectorsTest {
    static final SrtpKey KEY =
            new SrtpKey(
                    Bytes.ofHex("E1F97A0D3E018BE0D64FA32C06DE4139"),
                    Bytes.ofHex("0EC675AD498AFEEBB6960B3AABE6"),
                    Bytes.ofHex(""));

    /** Of libsrtp's self-test: sequence 0x1234, SSRC 0xCAFEBABE. */
    private static final String RTP = "800f1234decafbadcafebabe" + "ab".repeat(16);

    private static final String SRTP =
            "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb";
    private static final String RTCP = "81c8000bcafebabe" + "ab".repeat(16);
    private static final String SRTCP =
            "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798";

    static ByteBuf packet(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    @Test
    void sessionKeys_ofAppendixB3_areTheRfcs() {
        SessionKeys keys = SessionKeys.ofRtp(KEY);
        assertEquals(Bytes.ofHex("C61E7A93744F39EE10734AFE3FF7A087"), keys.cipher());
        assertEquals(Bytes.ofHex("30CBBC08863D8C85D49DB34A9AE1"), keys.salt());
        assertEquals(
                Bytes.ofHex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"), keys.authentication());
    }

    @Test
    void keyStream_ofAppendixB2_isTheRfcs() {
        SessionKeys keys =
                new SessionKeys(
                        Bytes.ofHex("2B7E151628AED2A6ABF7158809CF4F3C"),
                        Bytes.ofHex("00".repeat(20)),
                        Bytes.ofHex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
        byte[] stream = new byte[48];
        new PacketCipher(keys).crypt(stream, 0, stream.length, 0, 0);
        assertEquals(
                "e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab"
                        + "41e95b3bb0a2e8dd477901e4fca894c0",
                HexFormat.of().formatHex(stream));
    }

    @Test
    void receiver_ofKnownSrtpPacket_givesThePlainOne() {
        ByteBuf out = Unpooled.buffer();
        SrtpReceiver receiver = new SrtpReceiver(KEY, Map.of());
        assertEquals(SrtpResult.OK, receiver.unprotectRtp(packet(SRTP), out));
        assertEquals(RTP, ByteBufUtil.hexDump(out));
    }

    @Test
    void sender_ofKnownRtpPacket_givesTheProtectedOne() {
        ByteBuf out = Unpooled.buffer();
        new SrtpSender(KEY).protectRtp(packet(RTP), out);
        assertEquals(SRTP, ByteBufUtil.hexDump(out));
    }

    @Test
    void rtcp_ofKnownPacket_isProtectedAndOpened() {
        ByteBuf secured = Unpooled.buffer();
        new SrtpSender(KEY).protectRtcp(packet(RTCP), secured);
        assertEquals(SRTCP, ByteBufUtil.hexDump(secured));
        ByteBuf out = Unpooled.buffer();
        SrtpReceiver receiver = new SrtpReceiver(KEY, Map.of());
        assertEquals(SrtpResult.OK, receiver.unprotectRtcp(secured, out));
        assertTrue(ByteBufUtil.hexDump(out).equals(RTCP));
    }
}
