package io.millrace.control;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads messages of text fields from JSON objects, by the names of protobuf's JSON mapping. */
final class JsonRequest {
    private static final int LARGEST = 64 << 10;

    private JsonRequest() {}

    /**
     * Sets what the object names.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static void read(String json, Message.Builder into) {
        Map<String, FieldDescriptor> fields =
                into.getDescriptorForType().getFields().stream()
                        .collect(
                                Collectors.toMap(
                                        FieldDescriptor::getJsonName, Function.identity()));
        parse(json)
                .forEach((name, value) -> {
                    FieldDescriptor field = fields.get(name);
                    if (field == null) {
                        throw new IllegalArgumentException("no member '" + name + "'");
                    }
                    boolean isText =
                            field.getJavaType() == FieldDescriptor.JavaType.STRING
                                    && value instanceof String;
                    if (!isText) {
                        throw new IllegalArgumentException("'" + name + "' must be text");
                    }
                    into.setField(field, value);
                });
    }

    private static Map<String, Object> parse(String json) {
        if (json.length() > LARGEST) {
            throw new IllegalArgumentException("longer than " + LARGEST + " characters");
        }
        try {
            return JSONObjectUtils.parse(json);
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("no JSON object", malformed);
        }
    }
}
