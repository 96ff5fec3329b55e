package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.runtime.Ports;
import io.millrace.runtime.config.ConfigEdit;
import io.millrace.runtime.config.LiveConfig;
import org.jspecify.annotations.Nullable;

/** Single entries of the settings on control's HTTP port: paths and users, now and in the file. */
@ExecuteOn(TaskExecutors.BLOCKING)
@Controller(value = "/v1/config", port = "${" + Ports.CONTROL + "}")
final class ConfigEntriesController {
    private static final String SETTINGS =
            "Settings of the entry in JSON or YAML (configuration.schema.json)";

    private final LiveConfig live;

    ConfigEntriesController(LiveConfig live) {
        this.live = live;
    }

    @Answers(
            summary = "Adds an entry of paths",
            text = SETTINGS,
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/paths/add/{+name}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> addPath(@PathVariable String name, @Body @Nullable String settings) {
        return edit(ConfigEdit.Operation.ADD, ConfigEdit.Of.PATH, name, settings);
    }

    @Answers(
            summary = "Changes what is named of an entry of paths; null goes back to the default",
            text = SETTINGS,
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/paths/edit/{+name}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> editPath(@PathVariable String name, @Body @Nullable String settings) {
        return edit(ConfigEdit.Operation.CHANGE, ConfigEdit.Of.PATH, name, settings);
    }

    @Answers(
            summary = "Removes an entry of paths",
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/paths/remove/{+name}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> removePath(@PathVariable String name) {
        return edit(ConfigEdit.Operation.REMOVE, ConfigEdit.Of.PATH, name, null);
    }

    @Answers(
            summary = "Adds a user",
            text = SETTINGS,
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/users/add/{name}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> addUser(@PathVariable String name, @Body @Nullable String settings) {
        return edit(ConfigEdit.Operation.ADD, ConfigEdit.Of.USER, name, settings);
    }

    @Answers(
            summary = "Changes what is named of a user",
            text = SETTINGS,
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/users/edit/{name}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> editUser(@PathVariable String name, @Body @Nullable String settings) {
        return edit(ConfigEdit.Operation.CHANGE, ConfigEdit.Of.USER, name, settings);
    }

    @Answers(
            summary = "Removes a user",
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/users/remove/{name}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> removeUser(@PathVariable String name) {
        return edit(ConfigEdit.Operation.REMOVE, ConfigEdit.Of.USER, name, null);
    }

    private HttpResponse<String> edit(
            ConfigEdit.Operation operation,
            ConfigEdit.Of of,
            String name,
            @Nullable String settings) {
        ConfigEdit edit = new ConfigEdit(operation, of, name, settings == null ? "" : settings);
        return ConfigController.answer(live.edit(edit, ConfigController.AUTHOR));
    }
}
