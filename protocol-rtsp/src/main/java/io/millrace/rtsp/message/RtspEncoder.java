package io.millrace.rtsp.message;

import io.millrace.media.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes messages (RFC 2326, sections 6 and 7); Content-Length is added where there is a body. */
public final class RtspEncoder {
    private RtspEncoder() {}

    public static void encode(RtspRequest request, ByteBuf out) {
        String line = request.method() + " " + request.url() + " RTSP/1.0\r\n";
        encode(line, request.headers(), request.body(), out);
    }

    public static void encode(RtspResponse response, ByteBuf out) {
        String line = "RTSP/1.0 " + response.code() + " " + response.reason() + "\r\n";
        encode(line, response.headers(), response.body(), out);
    }

    private static void encode(String line, Headers headers, Bytes body, ByteBuf out) {
        StringBuilder head = new StringBuilder(256).append(line);
        for (Headers.Field field : headers.fields()) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (body.size() > 0) {
            head.append(Headers.CONTENT_LENGTH).append(": ").append(body.size()).append("\r\n");
        }
        ByteBufUtil.writeUtf8(out, head.append("\r\n"));
        out.writeBytes(body.toByteArray());
    }
}
