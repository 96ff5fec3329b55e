package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.millrace.proto.control.Session;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The document against the routes that the server has, and against what they answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private ControlRig rig;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        rig = new ControlRig(directory, "paths: {cam: {retention: 1h}}\n");
        rig.report(
                Session.newBuilder()
                        .setId("s1")
                        .setKind(Session.Kind.READ)
                        .setPath("cam")
                        .setProtocol("rtsp")
                        .putStatistics("packets", 2.5));
        rig.report(Session.newBuilder().setId("m1").setKind(Session.Kind.MUXER).setPath("cam"));
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    private Map<String, Object> document() throws Exception {
        return JSONObjectUtils.parse(rig.get("/v1/openapi.json").body());
    }

    @Test
    void document_served_isTheOneInDocs() throws Exception {
        String served = rig.get("/v1/openapi.json").body();
        Path made = Files.writeString(Path.of("target", "openapi.json"), served);
        Path committed = Path.of("..", "docs", "openapi.json");
        assertTrue(Files.exists(committed), "copy " + made + " to docs/");
        assertEquals(served, Files.readString(committed), "copy " + made + " to docs/");
    }

    /** Every controller of the package, found by its classes and not by the generator. */
    @Test
    void document_hasEveryRouteAndNoOther() throws Exception {
        Set<String> routes = new TreeSet<>();
        rig.bean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .filter(route -> route.getUriMatchTemplate().toPathString().startsWith("/v1/"))
                .map(route -> route.getHttpMethod() + " " + route.getUriMatchTemplate())
                .map(route -> route.replace("{+", "{").replaceAll("\\{\\?.*}$", ""))
                .forEach(routes::add);
        Set<String> documented = new TreeSet<>();
        object(document().get("paths"))
                .forEach((path, methods) ->
                        object(methods)
                                .keySet()
                                .forEach(method ->
                                        documented.add(
                                                method.toUpperCase(java.util.Locale.ROOT)
                                                        + " "
                                                        + path)));
        assertEquals(routes, documented);
        assertTrue(documented.size() > 25, documented::toString);
    }

    @Test
    void document_references_areAllThere() throws Exception {
        Map<String, Object> schemas = schemas(document());
        List<String> references = new ArrayList<>();
        collectReferences(document(), references);
        assertFalse(references.isEmpty());
        references.forEach(reference -> assertTrue(schemas.containsKey(reference), reference));
        assertEquals(schemas.keySet(), new HashSet<>(references));
    }

    @Test
    void answers_ofEveryGet_areWhatTheDocumentSays() throws Exception {
        Map<String, Object> document = document();
        int checked = 0;
        for (Map.Entry<String, Object> path : object(document.get("paths")).entrySet()) {
            Object get = object(path.getValue()).get("get");
            if (get != null && !path.getKey().contains("{") && !path.getKey().endsWith("/config")) {
                HttpResponse<String> response = rig.get(path.getKey());
                assertEquals(200, response.statusCode(), path.getKey());
                Map<String, Object> schema = schema(object(get), "200", "application/json");
                assertFits(JSONObjectUtils.parse(response.body()), schema, document, path.getKey());
                checked++;
            }
        }
        assertTrue(checked >= 10, checked + " checked");
    }

    @Test
    void answers_ofChanges_areWhatTheDocumentSays() throws Exception {
        assertPost("/v1/sessions/kick/{id}", "/v1/sessions/kick/s1", "", 200);
        assertPost("/v1/sessions/kick/{id}", "/v1/sessions/kick/none", "", 404);
        assertPost("/v1/cluster/drain/{pod}", "/v1/cluster/drain/none", "", 404);
        assertPost("/v1/config/set", "/v1/config/set", "{\"rtsp\": {\"prot\": 1}}", 400);
        assertPost("/v1/config/paths/add/{name}", "/v1/config/paths/add/a/b", "{}", 200);
        assertPost("/v1/auth/check", "/v1/auth/check", "{\"action\":\"api\"}", 200);
        assertPost("/v1/auth/check", "/v1/auth/check", "{\"action\":\"fly\"}", 400);
    }

    private void assertPost(String route, String page, String body, int status) throws Exception {
        HttpResponse<String> response = rig.post(page, body);
        assertEquals(status, response.statusCode(), response.body());
        Map<String, Object> operation =
                object(object(object(document().get("paths")).get(route)).get("post"));
        assertFits(
                JSONObjectUtils.parse(response.body()),
                schema(operation, String.valueOf(status), "application/json"),
                document(),
                route);
    }

    private static Map<String, Object> schema(
            Map<String, Object> operation, String status, String type) {
        Map<String, Object> response = object(object(operation.get("responses")).get(status));
        return object(object(object(response.get("content")).get(type)).get("schema"));
    }

    /** Every member is described, every required one is there, each is of its type. */
    private static void assertFits(
            @Nullable Object value,
            Map<String, Object> schema,
            Map<String, Object> document,
            String where) {
        if (schema.get("$ref") instanceof String reference) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            assertFits(value, object(schemas(document).get(name)), document, where + " " + name);
            return;
        }
        switch (String.valueOf(schema.get("type"))) {
            case "object" -> assertObject(object(value), schema, document, where);
            case "array" ->
                    ((List<?>) Objects.requireNonNull(value))
                            .forEach(item ->
                                    assertFits(item, object(schema.get("items")), document, where));
            case "string" -> {
                assertTrue(value instanceof String, where);
                if (schema.get("enum") instanceof List<?> words) {
                    assertTrue(words.contains(value), where + value);
                }
            }
            case "integer" -> assertTrue(value instanceof Long, where);
            case "number" -> assertTrue(value instanceof Number, where);
            case "boolean" -> assertTrue(value instanceof Boolean, where);
            default -> throw new AssertionError(where + schema);
        }
    }

    private static void assertObject(
            Map<String, Object> value,
            Map<String, Object> schema,
            Map<String, Object> document,
            String where) {
        if (schema.get("additionalProperties") != null) {
            value.values()
                    .forEach(each ->
                            assertFits(
                                    each,
                                    object(schema.get("additionalProperties")),
                                    document,
                                    where));
        } else if (schema.get("properties") != null) {
            Map<String, Object> properties = object(schema.get("properties"));
            value.forEach((name, each) -> {
                assertTrue(properties.containsKey(name), where + " has " + name);
                assertFits(each, object(properties.get(name)), document, where + "." + name);
            });
            ((List<?>) schema.getOrDefault("required", List.of()))
                    .forEach(name -> assertTrue(value.containsKey(name), where + " lacks " + name));
        }
    }

    private static void collectReferences(Object node, List<String> into) {
        if (node instanceof Map<?, ?> members) {
            if (members.get("$ref") instanceof String reference) {
                into.add(reference.substring(reference.lastIndexOf('/') + 1));
            }
            members.values().forEach(value -> collectReferences(value, into));
        } else if (node instanceof List<?> items) {
            items.forEach(item -> collectReferences(item, into));
        }
    }

    private static Map<String, Object> schemas(Map<String, Object> document) {
        return object(object(document.get("components")).get("schemas"));
    }

    @SuppressWarnings("unchecked") // JSON objects have texts as keys
    private static Map<String, Object> object(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }
}
