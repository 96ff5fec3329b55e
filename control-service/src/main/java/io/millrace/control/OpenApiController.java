package io.millrace.control;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.web.router.Router;
import io.millrace.runtime.Ports;
import jakarta.inject.Provider;

/** The OpenAPI document of control's HTTP port, made of the routes that the server has. */
@Controller(value = "/v1", port = "${" + Ports.CONTROL + "}")
final class OpenApiController {
    private final Provider<Router> router;

    OpenApiController(Provider<Router> router) {
        this.router = router;
    }

    @Answers(summary = "This document")
    @Get(value = "/openapi.json", produces = MediaType.APPLICATION_JSON)
    String document() {
        return JsonTree.of(OpenApi.of(router.get().uriRoutes()));
    }
}
