package io.millrace.cli;

import io.millrace.proto.JsonText;
import io.millrace.proto.control.ClusterServiceGrpc;
import io.millrace.proto.control.ClusterStatus;
import io.millrace.proto.control.ClusterStatusRequest;
import io.millrace.proto.control.DrainRequest;
import io.millrace.proto.control.Pod;
import io.millrace.proto.control.Replica;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster}. */
@Command(
        name = "cluster",
        description = "Control's replicas and the pods.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class ClusterCommand {
    @Command(
            name = "status",
            description = "Shows replicas and pods.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int status(@Mixin ControlOptions control) {
        return control.run((channel, out) -> {
            ClusterStatus status =
                    control.limited(ClusterServiceGrpc.newBlockingStub(channel))
                            .status(ClusterStatusRequest.getDefaultInstance());
            if (control.isJson()) {
                out.println(JsonText.of(status));
            } else {
                print(status, out);
            }
            return ExitCodes.OK;
        });
    }

    private static void print(ClusterStatus status, PrintWriter out) {
        Table replicas = new Table("REPLICA", "ADDRESS", "PARTITIONS");
        for (Replica replica : status.getTopology().getReplicasList()) {
            replicas.add(replica.getId(), replica.getAddress(), replica.getPartitionsCount());
        }
        replicas.print(out);
        out.println();
        Table pods = new Table("POD", "LEASES", "SESSIONS", "DRAINING");
        for (Pod pod : status.getPodsList()) {
            String draining = pod.getDraining() ? "yes" : "no";
            pods.add(pod.getId(), pod.getLeases(), pod.getSessions(), draining);
        }
        pods.print(out);
    }

    @Command(
            name = "drain",
            description = "Has a pod end its sessions and take no more.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int drain(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "POD", description = "As 'cluster status' shows it.")
                    String pod,
            @Option(
                            names = "--over",
                            paramLabel = "SECONDS",
                            defaultValue = "30",
                            description = "Spread over so long (default: ${DEFAULT-VALUE}).")
                    int overSeconds) {
        DrainRequest request =
                DrainRequest.newBuilder()
                        .setPod(pod)
                        .setOverMillis(Duration.ofSeconds(overSeconds).toMillis())
                        .build();
        return control.run((channel, out) -> {
            var _ = control.limited(ClusterServiceGrpc.newBlockingStub(channel)).drain(request);
            out.println(
                    control.isJson()
                            ? "{}"
                            : pod + " ends its sessions within " + overSeconds + " s");
            return ExitCodes.OK;
        });
    }
}
