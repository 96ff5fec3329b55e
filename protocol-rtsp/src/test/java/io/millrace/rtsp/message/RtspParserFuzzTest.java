package io.millrace.rtsp.message;

import io.millrace.testkit.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests, responses and frames, spoilt, are read or refused. */
@Tag("fuzz")
class RtspParserFuzzTest {
    private static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> seeds() {
        return List.of(
                bytes("OPTIONS * RTSP/1.0\nCSeq: 1\n\n"),
                bytes(
                        """
                        ANNOUNCE rtsp://host/a RTSP/1.0
                        CSeq: 2
                        Content-Type: application/sdp
                        Content-Length: 5

                        v=0
                        """),
                bytes(
                        """
                        SETUP rtsp://host/a/trackID=0 RTSP/1.0
                        CSeq: 3
                        Transport: RTP/AVP/TCP;unicast;interleaved=0-1;mode=record

                        """),
                bytes(
                        """
                        RTSP/1.0 401 Unauthorized
                        CSeq: 4
                        WWW-Authenticate: Digest realm="a", nonce="b", algorithm=SHA-256

                        """),
                bytes("$\0\0\4abcdGET_PARAMETER rtsp://host/a RTSP/1.0\nCSeq: 6\n\n"));
    }

    @Test
    void messages() {
        Fuzz.run(
                "rtsp-messages",
                seeds(),
                in -> {
                    RtspDecoder decoder = new RtspDecoder(MessageLimits.standard());
                    ByteBuf buffer = Unpooled.wrappedBuffer(in);
                    try {
                        Optional<RtspMessage> message = decoder.decode(buffer);
                        while (message.isPresent()) {
                            message = decoder.decode(buffer);
                        }
                    } catch (RtspException e) {
                        Objects.requireNonNull(e.getMessage());
                    }
                });
    }
}
