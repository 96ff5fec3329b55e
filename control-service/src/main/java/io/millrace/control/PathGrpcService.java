package io.millrace.control;

import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.ListPathsResponse;
import io.millrace.proto.control.PathServiceGrpc;

/** Paths over gRPC. */
final class PathGrpcService extends PathServiceGrpc.PathServiceImplBase {
    private final PathsView paths;

    PathGrpcService(PathsView paths) {
        this.paths = paths;
    }

    @Override
    public void list(ListPathsRequest request, StreamObserver<ListPathsResponse> observer) {
        GrpcFailures.answer(observer, paths.list(request), response -> response);
    }
}
