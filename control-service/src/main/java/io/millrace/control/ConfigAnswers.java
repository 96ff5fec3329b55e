package io.millrace.control;

import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.proto.control.ConfigDifference;
import io.millrace.proto.control.ConfigProblem;
import io.millrace.proto.control.ConfigValue;
import io.millrace.proto.control.DiffConfigResponse;
import io.millrace.proto.control.EditConfigRequest;
import io.millrace.proto.control.GetConfigResponse;
import io.millrace.runtime.config.ConfigChange;
import io.millrace.runtime.config.ConfigEdit;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigResult;
import io.millrace.runtime.config.LiveConfig;
import java.util.List;
import java.util.Optional;

/** Settings as messages. */
final class ConfigAnswers {
    private ConfigAnswers() {}

    static GetConfigResponse get(LiveConfig live) throws ConfigException {
        GetConfigResponse.Builder response = GetConfigResponse.newBuilder().setYaml(live.dump());
        live.values()
                .forEach((key, value) ->
                        response.addValues(ConfigValue.newBuilder().setKey(key).setValue(value)));
        return response.build();
    }

    static DiffConfigResponse diff(LiveConfig live, String yaml) {
        DiffConfigResponse.Builder response = DiffConfigResponse.newBuilder();
        switch (live.preview(yaml)) {
            case ConfigResult.Applied applied ->
                    response.addAllWaitingForRestart(waiting(applied.change()));
            case ConfigResult.Unchanged _ -> {}
            case ConfigResult.Refused refused ->
                    response.addAllProblems(problems(refused.problems()));
        }
        if (response.getProblemsCount() == 0) {
            try {
                live.differences(yaml).stream()
                        .map(each ->
                                ConfigDifference.newBuilder()
                                        .setKey(each.key())
                                        .setBefore(each.before())
                                        .setAfter(each.after())
                                        .build())
                        .forEach(response::addDifferences);
            } catch (ConfigException wrong) {
                response.addAllProblems(problems(wrong.problems()));
            }
        }
        return response.build();
    }

    /** Empty if it is not said what to do. */
    static Optional<ConfigEdit> edit(EditConfigRequest request) {
        Optional<ConfigEdit.Operation> operation =
                switch (request.getOperation()) {
                    case ADD -> Optional.of(ConfigEdit.Operation.ADD);
                    case CHANGE -> Optional.of(ConfigEdit.Operation.CHANGE);
                    case REMOVE -> Optional.of(ConfigEdit.Operation.REMOVE);
                    case OPERATION_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
                };
        Optional<ConfigEdit.Of> of =
                switch (request.getEntry()) {
                    case PATH -> Optional.of(ConfigEdit.Of.PATH);
                    case USER -> Optional.of(ConfigEdit.Of.USER);
                    case PUSH -> Optional.of(ConfigEdit.Of.PUSH);
                    case ENTRY_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
                };
        return operation.flatMap(what ->
                of.map(entry ->
                        new ConfigEdit(what, entry, request.getName(), request.getSettings())));
    }

    static ApplyConfigResponse applied(ConfigResult result) {
        ApplyConfigResponse.Builder response = ApplyConfigResponse.newBuilder();
        switch (result) {
            case ConfigResult.Applied applied ->
                    response.setSummary(applied.change().summary())
                            .addAllWaitingForRestart(waiting(applied.change()))
                            .setNotice(notice(waiting(applied.change())));
            case ConfigResult.Unchanged _ -> {}
            case ConfigResult.Refused refused ->
                    response.addAllProblems(problems(refused.problems()));
        }
        return response.build();
    }

    private static List<String> waiting(ConfigChange change) {
        return change.waitingForRestart().stream().sorted().toList();
    }

    private static String notice(List<String> waiting) {
        return waiting.isEmpty()
                ? ""
                : "takes effect after a restart: " + String.join(", ", waiting);
    }

    static List<ConfigProblem> problems(List<io.millrace.runtime.config.ConfigProblem> problems) {
        return problems.stream()
                .map(problem ->
                        ConfigProblem.newBuilder()
                                .setKey(problem.key())
                                .setReason(problem.reason())
                                .setNearest(problem.nearest().orElse(""))
                                .setOrigin(problem.origin().toString())
                                .build())
                .toList();
    }
}
