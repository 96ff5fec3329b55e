package io.millrace.control;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Schemas of messages as {@link io.millrace.proto.JsonText} writes them, each kept by its name. */
final class OpenApiSchemas {
    private final Map<String, Object> all = new TreeMap<>();

    Map<String, Object> all() {
        return all;
    }

    /** A reference to the message's schema. */
    Map<String, Object> of(Descriptor message) {
        String name = message.getName();
        if (!all.containsKey(name)) {
            all.put(name, Map.of()); // its place, for messages that hold themselves
            all.put(name, object(message));
        }
        return reference(name);
    }

    /** Likewise of a page of messages. */
    Map<String, Object> pageOf(Descriptor message) {
        String name = message.getName() + "Page";
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("itemCount", Map.of("type", "integer"));
        properties.put("pageCount", Map.of("type", "integer"));
        properties.put("items", array(of(message)));
        all.put(name, object(properties, List.copyOf(properties.keySet())));
        return reference(name);
    }

    Map<String, Object> error() {
        all.put("Error", object(Map.of("error", Map.of("type", "string")), List.of("error")));
        return reference("Error");
    }

    private static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static Map<String, Object> array(Object items) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", items);
        return schema;
    }

    private Map<String, Object> object(Descriptor message) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (FieldDescriptor field : message.getFields()) {
            properties.put(field.getJsonName(), field(field));
            if (!field.hasPresence()) {
                required.add(field.getJsonName());
            }
        }
        return object(properties, required);
    }

    private static Map<String, Object> object(
            Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private Map<String, Object> field(FieldDescriptor field) {
        if (field.isMapField()) {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("additionalProperties", value(field.getMessageType().getFields().getLast()));
            return schema;
        }
        return field.isRepeated() ? array(value(field)) : value(field);
    }

    private Map<String, Object> value(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT, LONG -> Map.of("type", "integer");
            case FLOAT, DOUBLE -> Map.of("type", "number");
            case BOOLEAN -> Map.of("type", "boolean");
            case STRING, BYTE_STRING -> Map.of("type", "string");
            case ENUM -> {
                Map<String, Object> schema = new LinkedHashMap<>();
                schema.put("type", "string");
                schema.put(
                        "enum",
                        field.getEnumType().getValues().stream()
                                .map(EnumValueDescriptor::getName)
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList());
                yield schema;
            }
            case MESSAGE -> of(field.getMessageType());
        };
    }
}
