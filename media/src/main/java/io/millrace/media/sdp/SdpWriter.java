package io.millrace.media.sdp;

/** Writes session descriptions, in the order of RFC 8866, section 5. */
final class SdpWriter {
    private static final String LINE_END = "\r\n";

    private final StringBuilder text = new StringBuilder();

    private SdpWriter() {}

    static String write(SessionDescription session) {
        SdpWriter writer = new SdpWriter();
        writer.line('v', "0");
        writer.line('o', "- 0 0 IN IP4 127.0.0.1");
        writer.line('s', session.name().isBlank() ? "-" : session.name());
        session.connectionAddress().ifPresent(writer::connection);
        writer.line('t', "0 0");
        session.attributes().forEach(writer::attribute);
        session.media().forEach(writer::media);
        return writer.text.toString();
    }

    private void media(SdpMedia media) {
        line(
                'm',
                "%s %d %s %s"
                        .formatted(
                                media.kind(),
                                media.port(),
                                media.protocol(),
                                String.join(" ", media.formats())));
        media.connectionAddress().ifPresent(this::connection);
        media.attributes().forEach(this::attribute);
    }

    private void connection(String address) {
        line('c', (address.contains(":") ? "IN IP6 " : "IN IP4 ") + address);
    }

    private void attribute(SdpAttribute attribute) {
        line(
                'a',
                attribute.value().isEmpty()
                        ? attribute.name()
                        : attribute.name() + ":" + attribute.value());
    }

    private void line(char type, String value) {
        text.append(type).append('=').append(value.replaceAll("[\\r\\n]", " ")).append(LINE_END);
    }
}
