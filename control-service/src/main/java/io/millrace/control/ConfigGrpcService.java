package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.ApplyConfigRequest;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.proto.control.CheckConfigRequest;
import io.millrace.proto.control.CheckConfigResponse;
import io.millrace.proto.control.ConfigServiceGrpc;
import io.millrace.proto.control.DiffConfigRequest;
import io.millrace.proto.control.DiffConfigResponse;
import io.millrace.proto.control.EditConfigRequest;
import io.millrace.proto.control.GetConfigRequest;
import io.millrace.proto.control.GetConfigResponse;
import io.millrace.proto.control.PatchConfigRequest;
import io.millrace.runtime.config.ConfigEdit;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.LiveConfig;
import java.util.Optional;
import java.util.function.BiFunction;

/** The process's settings over gRPC. */
final class ConfigGrpcService extends ConfigServiceGrpc.ConfigServiceImplBase {
    private final LiveConfig live;
    private final BiFunction<ConfigEdit, String, ApplyConfigResponse> pushes;

    /**
     * @param pushes how pushes are changed, and by whom
     */
    ConfigGrpcService(LiveConfig live, BiFunction<ConfigEdit, String, ApplyConfigResponse> pushes) {
        this.pushes = pushes;
        this.live = live;
    }

    @Override
    public void get(GetConfigRequest request, StreamObserver<GetConfigResponse> observer) {
        try {
            GrpcFailures.complete(observer, ConfigAnswers.get(live));
        } catch (ConfigException unreadable) {
            observer.onError(
                    Status.INTERNAL
                            .withDescription(unreadable.getMessage())
                            .withCause(unreadable)
                            .asRuntimeException());
        }
    }

    @Override
    public void diff(DiffConfigRequest request, StreamObserver<DiffConfigResponse> observer) {
        GrpcFailures.complete(observer, ConfigAnswers.diff(live, request.getYaml()));
    }

    @Override
    public void apply(ApplyConfigRequest request, StreamObserver<ApplyConfigResponse> observer) {
        GrpcFailures.complete(
                observer,
                ConfigAnswers.applied(live.apply(request.getYaml(), author(request.getAuthor()))));
    }

    @Override
    public void patch(PatchConfigRequest request, StreamObserver<ApplyConfigResponse> observer) {
        GrpcFailures.complete(
                observer,
                ConfigAnswers.applied(live.patch(request.getPatch(), author(request.getAuthor()))));
    }

    @Override
    public void edit(EditConfigRequest request, StreamObserver<ApplyConfigResponse> observer) {
        Optional<ConfigEdit> edit = ConfigAnswers.edit(request);
        if (edit.isEmpty() || request.getName().isEmpty()) {
            observer.onError(
                    Status.INVALID_ARGUMENT
                            .withDescription("operation, entry and name must be given")
                            .asRuntimeException());
            return;
        }
        String author = author(request.getAuthor());
        GrpcFailures.complete(
                observer,
                edit.get().of() == ConfigEdit.Of.PUSH
                        ? pushes.apply(edit.get(), author)
                        : ConfigAnswers.applied(live.edit(edit.get(), author)));
    }

    @Override
    public void check(CheckConfigRequest request, StreamObserver<CheckConfigResponse> observer) {
        GrpcFailures.complete(
                observer,
                CheckConfigResponse.newBuilder()
                        .addAllProblems(ConfigAnswers.problems(live.check(request.getYaml())))
                        .build());
    }

    /** What a peer says of itself, on one line. */
    private static String author(String said) {
        String line = said.replaceAll("\\p{Cntrl}", " ").strip();
        return "'" + line.substring(0, Math.min(line.length(), 64)) + "' over gRPC";
    }
}
