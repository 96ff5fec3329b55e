package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.runtime.Ports;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigResult;
import io.millrace.runtime.config.LiveConfig;

/** The process's settings on control's HTTP port: as YAML, and as JSON for tools. */
@ExecuteOn(TaskExecutors.BLOCKING)
@Controller(value = "/v1/config", port = "${" + Ports.CONTROL + "}")
final class ConfigController {
    private static final String YAML = "application/yaml";
    static final String AUTHOR = "somebody over HTTP";

    private final LiveConfig live;

    ConfigController(LiveConfig live) {
        this.live = live;
    }

    /** What holds; secrets are hidden. */
    @Answers(summary = "Settings that hold, with the origin of each; secrets are hidden")
    @Get(produces = YAML)
    String yaml() {
        return live.dump();
    }

    /** The same as JSON. */
    @Answers(summary = "Settings that hold, as JSON; secrets are hidden")
    @Get(value = "/get", produces = MediaType.APPLICATION_JSON)
    String json() throws ConfigException {
        return live.json();
    }

    /** Checks and keeps a whole file. */
    @Answers(
            summary = "Checks a whole settings file, keeps it, and lets it hold",
            text = "The file, in YAML (configuration.schema.json)",
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Put(produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> apply(@Body String yaml) {
        return answer(live.apply(yaml, AUTHOR));
    }

    /** Changes what the JSON or YAML names (RFC 7396). */
    @Answers(
            summary = "Changes the settings that are named; null goes back to the default",
            text = "Settings in JSON or YAML (RFC 7396, configuration.schema.json)",
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Patch(produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> patch(@Body String change) {
        return answer(live.patch(change, AUTHOR));
    }

    /** The same by another server's name. */
    @Answers(
            summary = "The same as PATCH /v1/config",
            text = "Settings in JSON or YAML (RFC 7396, configuration.schema.json)",
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/set", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> set(@Body String change) {
        return patch(change);
    }

    static HttpResponse<String> answer(ConfigResult result) {
        return answer(ConfigAnswers.applied(result));
    }

    static HttpResponse<String> answer(ApplyConfigResponse response) {
        String json = JsonText.of(response);
        return response.getProblemsCount() == 0
                ? HttpResponse.ok(json)
                : HttpResponse.badRequest(json);
    }
}
