package io.millrace.control;

import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.proto.control.ConfigDifference;
import io.millrace.proto.control.ConfigProblem;
import io.millrace.proto.control.ConfigValue;
import io.millrace.proto.control.DiffConfigResponse;
import io.millrace.proto.control.GetConfigResponse;
import io.millrace.runtime.config.ConfigChange;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigResult;
import io.millrace.runtime.config.LiveConfig;
import java.util.List;

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

    static ApplyConfigResponse applied(ConfigResult result) {
        ApplyConfigResponse.Builder response = ApplyConfigResponse.newBuilder();
        switch (result) {
            case ConfigResult.Applied applied ->
                    response.setSummary(applied.change().summary())
                            .addAllWaitingForRestart(waiting(applied.change()));
            case ConfigResult.Unchanged _ -> {}
            case ConfigResult.Refused refused ->
                    response.addAllProblems(problems(refused.problems()));
        }
        return response.build();
    }

    private static List<String> waiting(ConfigChange change) {
        return change.waitingForRestart().stream().sorted().toList();
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
