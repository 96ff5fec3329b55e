package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** RTP packets that ffmpeg or GStreamer sent by UDP, each with a 16-bit size before it. */
final class RtpCapture {
    private RtpCapture() {}

    static List<RtpPacket> load(String name) throws MalformedMediaException {
        ByteBuf file = Unpooled.wrappedBuffer(read(name));
        List<RtpPacket> packets = new ArrayList<>();
        while (file.isReadable()) {
            packets.add(RtpPacket.parse(file.readSlice(file.readUnsignedShort())));
        }
        return packets;
    }

    /** What ffmpeg said of its video and audio. */
    static List<PayloadDescription> descriptions() throws MalformedMediaException {
        String text = new String(read("ffmpeg.sdp"), StandardCharsets.US_ASCII);
        return SessionDescription.parse(text).media().stream()
                .map(media -> media.payloads().getFirst())
                .toList();
    }

    static byte[] read(String name) {
        try (InputStream in = RtpCapture.class.getResourceAsStream("/rtp/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
