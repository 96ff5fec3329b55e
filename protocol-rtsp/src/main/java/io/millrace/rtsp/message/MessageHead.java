package io.millrace.rtsp.message;

import io.millrace.media.Bytes;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** First line and headers of a message, before its body has come. */
record MessageHead(String firstLine, Headers headers) {
    private static final String VERSION = "RTSP/1.0";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    /** Bytes up to and with the empty line that ends the head; -1 if it is not there yet. */
    static int sizeOf(ByteBuf in, int scanned) {
        int start = in.readerIndex();
        int from = start + scanned;
        while (true) {
            int lineFeed = in.indexOf(from, in.writerIndex(), (byte) '\n');
            if (lineFeed < 0) {
                return -1;
            }
            int next = lineFeed + 1;
            if (next < in.writerIndex() && in.getByte(next) == '\r') {
                next++;
            }
            if (next < in.writerIndex() && in.getByte(next) == '\n') {
                return next + 1 - start;
            }
            from = lineFeed + 1;
        }
    }

    /** Parses the text up to the empty line; lines end in CR LF or LF. */
    static MessageHead parse(String text, MessageLimits limits) throws RtspException {
        String[] lines = text.split("\r?\n", -1);
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 0; i < lines.length && !(i > 0 && lines[i].isEmpty()); i++) {
            requireLine(lines[i], limits);
            if (i > 0) {
                addField(fields, lines[i], limits);
            }
        }
        return new MessageHead(lines[0], Headers.of(fields));
    }

    private static void requireLine(String line, MessageLimits limits) throws RtspException {
        if (line.length() > limits.lineBytes()) {
            throw RtspException.fatal(
                    Status.REQUEST_URI_TOO_LONG,
                    "a line is longer than " + limits.lineBytes() + " bytes");
        }
        if (line.indexOf('\0') >= 0 || line.indexOf('\r') >= 0) {
            throw RtspException.fatal(Status.BAD_REQUEST, "control characters in headers");
        }
    }

    private static void addField(List<Headers.Field> fields, String line, MessageLimits limits)
            throws RtspException {
        boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
        if (folded && !fields.isEmpty()) {
            Headers.Field last = fields.removeLast();
            fields.add(new Headers.Field(last.name(), (last.value() + " " + line.strip()).strip()));
            return;
        }
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip();
        if (!TOKEN.matcher(name).matches()) {
            throw RtspException.fatal(
                    Status.BAD_REQUEST, "header line is not 'name: value' (RFC 2068, 4.2)");
        }
        if (fields.size() == limits.headers()) {
            throw RtspException.fatal(
                    Status.BAD_REQUEST, "more than " + limits.headers() + " headers");
        }
        fields.add(new Headers.Field(name, line.substring(colon + 1).strip()));
    }

    /** The size of the body that follows; without the header there is none (4.4). */
    int contentLength(int limit) throws RtspException {
        String value = headers.first(Headers.CONTENT_LENGTH).orElse("0");
        if (!DIGITS.matcher(value).matches()) {
            throw RtspException.fatal(Status.BAD_REQUEST, "Content-Length is not a number");
        }
        int length = Integer.parseInt(value);
        if (length > limit) {
            throw RtspException.fatal(
                    Status.REQUEST_ENTITY_TOO_LARGE,
                    "body of " + length + " bytes; at most " + limit);
        }
        return length;
    }

    RtspMessage toMessage(Bytes body) throws RtspException {
        return firstLine.startsWith("RTSP/") ? toResponse(body) : toRequest(body);
    }

    /** Request line (6.1). Spaces inside the URL, which some cameras send, are kept. */
    private RtspRequest toRequest(Bytes body) throws RtspException {
        int first = firstLine.indexOf(' ');
        int last = firstLine.lastIndexOf(' ');
        if (first <= 0 || last <= first) {
            throw malformed("request line is not 'METHOD url RTSP/1.0' (6.1)");
        }
        String method = firstLine.substring(0, first);
        String url = firstLine.substring(first + 1, last).strip();
        String version = firstLine.substring(last + 1);
        if (!version.equals(VERSION)) {
            boolean known = version.startsWith("RTSP/") || version.startsWith("HTTP/");
            throw RtspException.fatal(
                    known ? Status.VERSION_NOT_SUPPORTED : Status.BAD_REQUEST,
                    "this server speaks " + VERSION);
        }
        if (!TOKEN.matcher(method).matches() || url.isEmpty()) {
            throw malformed("request line without method or url (6.1)");
        }
        return new RtspRequest(method, url, headers, body);
    }

    /** Status line (7.1). */
    private RtspResponse toResponse(Bytes body) throws RtspException {
        String[] parts = firstLine.split(" ", 3);
        if (parts.length < 2 || parts[1].length() != 3 || !DIGITS.matcher(parts[1]).matches()) {
            throw malformed("status line is not 'RTSP/1.0 code reason' (7.1)");
        }
        String reason = parts.length == 3 ? parts[2] : "";
        return new RtspResponse(Integer.parseInt(parts[1]), reason, headers, body);
    }

    private static RtspException malformed(String message) {
        return RtspException.fatal(Status.BAD_REQUEST, message);
    }
}
