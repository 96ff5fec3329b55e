package io.millrace.rtsp.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header fields in the order sent; names compare without regard to case. Immutable. */
public final class Headers {
    public static final String CONTENT_BASE = "Content-Base";
    public static final String CONTENT_LENGTH = "Content-Length";
    public static final String CONTENT_TYPE = "Content-Type";
    public static final String CSEQ = "CSeq";
    public static final String KEY_MGMT = "KeyMgmt";
    public static final String LOCATION = "Location";
    public static final String PUBLIC = "Public";
    public static final String RANGE = "Range";
    public static final String REQUIRE = "Require";

    /** What is required by who wants to send too (ONVIF streaming, section 5.3). */
    public static final String BACK_CHANNEL = "www.onvif.org/ver20/backchannel";

    public static final String RTP_INFO = "RTP-Info";
    public static final String SCALE = "Scale";
    public static final String SERVER = "Server";
    public static final String SESSION = "Session";
    public static final String TRANSPORT = "Transport";
    public static final String UNSUPPORTED = "Unsupported";
    public static final String USER_AGENT = "User-Agent";

    private static final Headers EMPTY = new Headers(List.of());

    private final List<Field> fields;

    /** One header field. */
    public record Field(String name, String value) {}

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    public static Headers of(List<Field> fields) {
        return new Headers(List.copyOf(fields));
    }

    public static Headers empty() {
        return EMPTY;
    }

    public List<Field> fields() {
        return fields;
    }

    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    /** The values of all fields of the name, joined by commas (RFC 2068, section 4.2). */
    public Optional<String> joined(String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
    }

    public Headers with(String name, String value) {
        List<Field> more = new ArrayList<>(fields.size() + 1);
        more.addAll(fields);
        more.add(new Field(name, value));
        return of(more);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
