package io.millrace.srt.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.wire.ControlPacket.DropRequest;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.ControlPacket.LightAck;
import io.millrace.srt.wire.ControlPacket.Nak;
import io.millrace.srt.wire.ControlPacket.PeerError;
import io.millrace.srt.wire.HandshakeExtension.Capabilities;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PacketCodecTest {
    private static List<byte[]> allCaptured() {
        List<byte[]> all = new ArrayList<>();
        Captures.encrypted().forEach(datagram -> all.add(datagram.bytes()));
        Captures.plain().forEach(datagram -> all.add(datagram.bytes()));
        return all;
    }

    private static SrtPacket parse(String hex) throws SrtProtocolException {
        return PacketCodec.parse(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    private static byte[] write(SrtPacket packet) {
        ByteBuf out = Unpooled.buffer();
        switch (packet) {
            case DataPacket data -> {
                data.header().write(out);
                out.writeBytes(data.payload().duplicate());
            }
            case ControlPacket control -> PacketCodec.write(control, out);
        }
        return ByteBufUtil.getBytes(out);
    }

    /** libsrt fills up some control packets with four bytes that mean nothing. */
    @Test
    void everyDatagramOfLibsrt_parsedAndWritten_isTheSame() throws Exception {
        for (byte[] datagram : allCaptured()) {
            SrtPacket packet = PacketCodec.parse(Unpooled.wrappedBuffer(datagram));
            boolean filledUp =
                    packet instanceof ControlPacket.KeepAlive
                            || packet instanceof ControlPacket.Shutdown
                            || packet instanceof ControlPacket.AckAcknowledgement;
            byte[] expected = filledUp ? Arrays.copyOf(datagram, SrtPacket.HEADER_BYTES) : datagram;
            assertArrayEquals(expected, write(packet));
        }
    }

    @Test
    void conclusionOfFfmpeg_parsed_hasItsExtensions() throws Exception {
        Handshake conclusion =
                (Handshake)
                        PacketCodec.parse(
                                Unpooled.wrappedBuffer(Captures.encrypted().get(2).bytes()));
        HandshakeContent content = conclusion.content();
        assertEquals(HandshakeContent.CONCLUSION, content.type());
        assertEquals(5, content.version());
        assertEquals(2, content.encryptionField());
        assertEquals("publish:cam1", content.find(StreamId.class).orElseThrow().value());
        Capabilities capabilities = content.find(Capabilities.class).orElseThrow();
        assertEquals(0x010501, capabilities.srtVersion());
        assertEquals(200, capabilities.receiveLatencyMillis());
        assertTrue(capabilities.has(Capabilities.PERIODIC_NAK));
    }

    @Test
    void nak_rangesAndSingles_areRead() throws Exception {
        Nak nak = (Nak) parse("80030000000000000000000100000002" + "00000005" + "8000000a0000000c");
        assertEquals(List.of(new SequenceRange(5, 5), new SequenceRange(10, 12)), nak.losses());
        assertEquals(3, nak.losses().getLast().packets());
    }

    @Test
    void nak_rangeBackwardsOrCut_isRefused() {
        String header = "80030000000000000000000100000002";
        assertThrows(SrtProtocolException.class, () -> parse(header + "8000000c0000000a"));
        assertThrows(SrtProtocolException.class, () -> parse(header + "8000000c"));
        assertThrows(SrtProtocolException.class, () -> parse(header + "8000000c8000000d"));
        assertThrows(SrtProtocolException.class, () -> parse(header + "0000"));
    }

    @Test
    void otherControls_written_areReadBack() throws Exception {
        for (ControlPacket packet :
                List.of(
                        new LightAck(1, 2, 3),
                        new DropRequest(1, 2, 9, new SequenceRange(SequenceNumber.MAX, 4)),
                        new PeerError(1, 2, 4000),
                        new ControlPacket.CongestionWarning(1, 2),
                        new ControlPacket.Unknown(1, 2, 0x123, 7))) {
            assertEquals(packet, PacketCodec.parse(Unpooled.wrappedBuffer(write(packet))));
        }
    }

    @Test
    void streamId_ofAnyLength_isReadBack() throws Exception {
        HandshakeContent content =
                ((Handshake)
                                PacketCodec.parse(
                                        Unpooled.wrappedBuffer(Captures.plain().get(2).bytes())))
                        .content();
        for (int length = 1; length <= 512; length += 7) {
            StreamId id = new StreamId("x".repeat(length));
            HandshakeContent changed =
                    new HandshakeContent(
                            5, 0, 4, 1, 1500, 8192, -1, 9, 1, content.peerAddress(), List.of(id));
            byte[] bytes = write(new Handshake(0, 0, changed));
            Handshake parsed = (Handshake) PacketCodec.parse(Unpooled.wrappedBuffer(bytes));
            assertEquals(id, parsed.content().find(StreamId.class).orElseThrow());
        }
    }

    @Test
    void anyDatagram_cutAnywhere_isReadOrRefused() {
        for (byte[] datagram : allCaptured().subList(0, 40)) {
            for (int size = 0; size < datagram.length; size++) {
                assertReadOrRefused(Arrays.copyOf(datagram, size));
            }
        }
    }

    @Property(tries = 2000)
    void randomBytes_areReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        assertReadOrRefused(bytes);
    }

    @Property(tries = 4000)
    void mutatedDatagram_isReadOrRefused(
            @ForAll @IntRange(max = 438) int which,
            @ForAll @IntRange(max = 199) int position,
            @ForAll byte value) {
        List<byte[]> all = allCaptured();
        byte[] bytes = all.get(which % all.size()).clone();
        bytes[position % bytes.length] = value;
        assertReadOrRefused(bytes);
    }

    private static void assertReadOrRefused(byte[] bytes) {
        try {
            SrtPacket packet = PacketCodec.parse(Unpooled.wrappedBuffer(bytes));
            assertInstanceOf(SrtPacket.class, packet);
        } catch (SrtProtocolException refused) {
            assertTrue(!String.valueOf(refused.getMessage()).isEmpty());
        }
    }
}
