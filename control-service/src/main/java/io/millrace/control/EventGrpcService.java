package io.millrace.control;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.Event;
import io.millrace.proto.control.EventServiceGrpc;
import io.millrace.proto.control.WatchEventsRequest;

/** Events over gRPC. */
final class EventGrpcService extends EventServiceGrpc.EventServiceImplBase {
    private final Events events;

    EventGrpcService(Events events) {
        this.events = events;
    }

    @Override
    public void watch(WatchEventsRequest request, StreamObserver<Event> observer) {
        events.watch((ServerCallStreamObserver<Event>) observer, request.getPath());
    }
}
