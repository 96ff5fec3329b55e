package io.millrace.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages of the gRPC API as JSON, by protobuf's JSON mapping with two differences that scripts
 * like: fields with default values are written, and 64-bit numbers are numbers.
 */
public final class JsonText {
    private JsonText() {}

    public static String of(Message message) {
        List<String> members = new ArrayList<>();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean absent =
                    field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                            && !field.isRepeated()
                            && !message.hasField(field);
            if (!absent) {
                members.add(quoted(field.getJsonName()) + ":" + field(message, field));
            }
        }
        return "{" + String.join(",", members) + "}";
    }

    private static String field(Message message, FieldDescriptor field) {
        Object value = message.getField(field);
        if (field.isMapField()) {
            return map((List<?>) value);
        }
        if (field.isRepeated()) {
            return array((List<?>) value);
        }
        return value(value);
    }

    private static String array(List<?> values) {
        return "[" + String.join(",", values.stream().map(JsonText::value).toList()) + "]";
    }

    /** Entries by key. */
    private static String map(List<?> entries) {
        Map<String, String> members = new TreeMap<>();
        for (Object each : entries) {
            Message entry = (Message) each;
            List<FieldDescriptor> fields = entry.getDescriptorForType().getFields();
            members.put(
                    quoted(String.valueOf(entry.getField(fields.getFirst()))),
                    value(entry.getField(fields.getLast())));
        }
        return "{"
                + String.join(
                        ",",
                        members.entrySet().stream()
                                .map(member -> member.getKey() + ":" + member.getValue())
                                .toList())
                + "}";
    }

    private static String value(Object value) {
        return switch (value) {
            case Message message -> of(message);
            case EnumValueDescriptor word -> quoted(word.getName().toLowerCase(Locale.ROOT));
            case String text -> quoted(text);
            case ByteString bytes -> quoted(bytes.toStringUtf8());
            case Double number -> number(number);
            default -> String.valueOf(value);
        };
    }

    private static String number(double number) {
        if (!Double.isFinite(number)) {
            return "null";
        }
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
        return whole ? Long.toString((long) number) : Double.toString(number);
    }

    /** RFC 8259, section 7. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append("\\u%04x".formatted((int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
