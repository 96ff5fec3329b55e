package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.ClusterServiceGrpc;
import io.millrace.proto.control.ClusterStatus;
import io.millrace.proto.control.ClusterStatusRequest;
import io.millrace.proto.control.DrainRequest;
import io.millrace.proto.control.DrainResponse;
import io.millrace.proto.control.Topology;
import io.millrace.proto.control.WatchTopologyRequest;

/** Replicas and pods over gRPC. */
final class ClusterGrpcService extends ClusterServiceGrpc.ClusterServiceImplBase {
    private final ClusterView cluster;
    private final Topologies topologies;

    ClusterGrpcService(ClusterView cluster, Topologies topologies) {
        this.cluster = cluster;
        this.topologies = topologies;
    }

    @Override
    public void watchTopology(WatchTopologyRequest request, StreamObserver<Topology> observer) {
        topologies.watch((ServerCallStreamObserver<Topology>) observer);
    }

    @Override
    public void status(ClusterStatusRequest request, StreamObserver<ClusterStatus> observer) {
        GrpcFailures.answer(observer, cluster.status(), status -> status);
    }

    @Override
    public void drain(DrainRequest request, StreamObserver<DrainResponse> observer) {
        if (cluster.drain(request.getPod(), request.getOverMillis())) {
            GrpcFailures.complete(observer, DrainResponse.getDefaultInstance());
        } else {
            observer.onError(
                    Status.NOT_FOUND
                            .withDescription("no pod '" + request.getPod() + "' is in sight")
                            .asRuntimeException());
        }
    }
}
