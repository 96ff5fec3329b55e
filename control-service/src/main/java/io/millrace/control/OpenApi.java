package io.millrace.control;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.UriRouteInfo;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The OpenAPI 3.1 document of control's JSON API: its paths and parameters are those of the routes
 * that the server has, its schemas those of the messages that {@link Answers} names.
 */
final class OpenApi {
    private static final String PACKAGE = OpenApi.class.getPackageName();

    private final OpenApiSchemas schemas = new OpenApiSchemas();
    private final Map<String, Object> paths = new TreeMap<>();

    private OpenApi() {}

    /** One operation of the API. */
    record Operation(HttpMethod method, String path, Answers answers, List<Argument<?>> taken) {}

    /** The document of these routes, those of other packages left out. */
    static Map<String, Object> of(Stream<UriRouteInfo<?, ?>> routes) {
        OpenApi document = new OpenApi();
        operations(routes).forEach(document::add);
        return document.whole();
    }

    static List<Operation> operations(Stream<UriRouteInfo<?, ?>> routes) {
        return routes.filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .filter(route -> route.getDeclaringType().getPackageName().equals(PACKAGE))
                .map(OpenApi::operation)
                .toList();
    }

    private static Operation operation(UriRouteInfo<?, ?> route) {
        var method = ((MethodBasedRouteInfo<?, ?>) route).getTargetMethod();
        Answers answers = method.getTargetMethod().getAnnotation(Answers.class);
        if (answers == null) {
            throw new IllegalStateException(method + " does not say what it answers");
        }
        String path = route.getUriMatchTemplate().toPathString().replace("{+", "{");
        return new Operation(route.getHttpMethod(), path, answers, List.of(method.getArguments()));
    }

    private void add(Operation operation) {
        @SuppressWarnings("unchecked") // put there by the same line
        Map<String, Object> methods =
                (Map<String, Object>) paths.computeIfAbsent(operation.path(), _ -> new TreeMap<>());
        methods.put(operation.method().name().toLowerCase(Locale.ROOT), json(operation));
    }

    private Map<String, Object> json(Operation operation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("summary", operation.answers().summary());
        json.put("operationId", id(operation));
        json.put("tags", List.of(operation.path().split("/", 4)[2]));
        List<Object> parameters = new ArrayList<>();
        operation.taken().forEach(argument -> parameter(argument, parameters));
        if (!parameters.isEmpty()) {
            json.put("parameters", parameters);
        }
        body(operation.answers(), json);
        json.put("responses", responses(operation));
        return json;
    }

    /** {@code getSessionsList}. */
    private static String id(Operation operation) {
        StringBuilder id = new StringBuilder(operation.method().name().toLowerCase(Locale.ROOT));
        Stream.of(operation.path().substring("/v1/".length()).split("\\W+", -1))
                .filter(word -> !word.isEmpty())
                .forEach(word ->
                        id.append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                                .append(word.substring(1)));
        return id.toString();
    }

    private static void parameter(Argument<?> argument, List<Object> parameters) {
        boolean inPath = argument.isAnnotationPresent(PathVariable.class);
        if (!inPath && !argument.isAnnotationPresent(QueryValue.class)) {
            return;
        }
        boolean number = argument.getType() == int.class || argument.getType() == long.class;
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", number ? "integer" : "string");
        argument.getAnnotationMetadata()
                .stringValue(Bindable.class, "defaultValue")
                .ifPresent(value ->
                        schema.put("default", number ? (Object) Long.valueOf(value) : value));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", argument.getName());
        json.put("in", inPath ? "path" : "query");
        json.put("required", inPath);
        json.put("schema", schema);
        parameters.add(json);
    }

    private void body(Answers answers, Map<String, Object> json) {
        if (answers.body().length > 0) {
            json.put(
                    "requestBody",
                    content("application/json", schemas.of(descriptor(answers.body()[0]))));
        } else if (!answers.text().isEmpty()) {
            Map<String, Object> body =
                    content(
                            "*/*",
                            new TreeMap<>(Map.of("type", "string", "description", answers.text())));
            json.put("requestBody", body);
        }
    }

    private Map<String, Object> responses(Operation operation) {
        Answers answers = operation.answers();
        Map<String, Object> responses = new TreeMap<>();
        responses.put("200", described("Done.", success(operation)));
        responses.put("401", Map.of("description", "Credentials are needed."));
        responses.put("403", Map.of("description", "The permission api is needed."));
        for (Answers.Refusal refusal : answers.refusals()) {
            switch (refusal) {
                case PROBLEMS ->
                        responses.put(
                                "400",
                                described(
                                        "Nothing changed: see the problems.", success(operation)));
                case BAD_REQUEST -> responses.put("400", described("Makes no sense.", error()));
                case NOT_FOUND ->
                        responses.put("404", described("There is no such thing.", error()));
            }
        }
        return responses;
    }

    private Map<String, Object> error() {
        return content("application/json", schemas.error());
    }

    private Map<String, Object> success(Operation operation) {
        Answers answers = operation.answers();
        if (answers.message().length == 0) {
            boolean yaml = operation.path().equals("/v1/config");
            return yaml
                    ? content("application/yaml", Map.of("type", "string"))
                    : content("application/json", Map.of("type", "object"));
        }
        var message = descriptor(answers.message()[0]);
        return content(
                "application/json", answers.page() ? schemas.pageOf(message) : schemas.of(message));
    }

    private static Map<String, Object> described(String text, Map<String, Object> content) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("description", text);
        json.putAll(content);
        return json;
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("content", Map.of(type, Map.of("schema", schema)));
        return content;
    }

    private static Descriptor descriptor(Class<? extends Message> message) {
        try {
            Object descriptor = message.getMethod("getDescriptor").invoke(null);
            return (Descriptor) descriptor;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException bug) {
            throw new IllegalStateException(message + " is no generated message", bug);
        }
    }

    private Map<String, Object> whole() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Millrace");
        info.put("description", "Control's JSON API. The same over gRPC: proto/ in the sources.");
        info.put("version", "1");
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas.all());
        components.put(
                "securitySchemes",
                new TreeMap<>(
                        Map.of(
                                "basic", scheme("basic"),
                                "bearer", scheme("bearer"))));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", info);
        document.put("servers", List.of(Map.of("url", "http://127.0.0.1:9997")));
        document.put(
                "security",
                List.of(Map.of("basic", List.of()), Map.of("bearer", List.of()), Map.of()));
        document.put("paths", paths);
        document.put("components", components);
        return document;
    }

    private static Map<String, Object> scheme(String name) {
        return new TreeMap<>(Map.of("type", "http", "scheme", name));
    }
}
