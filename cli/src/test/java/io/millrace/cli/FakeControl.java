package io.millrace.cli;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.ClusterServiceGrpc;
import io.millrace.proto.control.ClusterStatus;
import io.millrace.proto.control.ClusterStatusRequest;
import io.millrace.proto.control.DrainRequest;
import io.millrace.proto.control.DrainResponse;
import io.millrace.proto.control.Event;
import io.millrace.proto.control.EventServiceGrpc;
import io.millrace.proto.control.KickRequest;
import io.millrace.proto.control.KickResponse;
import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.ListPathsResponse;
import io.millrace.proto.control.ListSessionsRequest;
import io.millrace.proto.control.ListSessionsResponse;
import io.millrace.proto.control.Path;
import io.millrace.proto.control.PathServiceGrpc;
import io.millrace.proto.control.Pod;
import io.millrace.proto.control.Replica;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionServiceGrpc;
import io.millrace.proto.control.Topology;
import io.millrace.proto.control.WatchEventsRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Control with two paths on two pages, one session and one pod; keeps what it is told to do. */
final class FakeControl {
    final BlockingQueue<KickRequest> kicks = new LinkedBlockingQueue<>();
    final BlockingQueue<DrainRequest> drains = new LinkedBlockingQueue<>();
    final BlockingQueue<ListPathsRequest> pathLists = new LinkedBlockingQueue<>();
    final BlockingQueue<ListSessionsRequest> sessionLists = new LinkedBlockingQueue<>();
    private final Server server;

    FakeControl() throws IOException {
        server =
                Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                        .addService(new Paths())
                        .addService(new Sessions())
                        .addService(new Cluster())
                        .addService(new Events())
                        .build()
                        .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    void close() throws InterruptedException {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private static <T> void answer(StreamObserver<T> observer, T answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }

    private final class Paths extends PathServiceGrpc.PathServiceImplBase {
        private static final List<Path> PATHS =
                List.of(
                        Path.newBuilder()
                                .setName("live/cam")
                                .setEpoch(7)
                                .setPod("pod-a")
                                .setPublisher("rtsp 10.0.0.1:99")
                                .setReaders(3)
                                .setState("publishing")
                                .build(),
                        Path.newBuilder().setName("live/camera").setEpoch(1).build());

        @Override
        public void list(ListPathsRequest request, StreamObserver<ListPathsResponse> observer) {
            pathLists.add(request);
            answer(
                    observer,
                    ListPathsResponse.newBuilder()
                            .addPaths(PATHS.get(request.getPage()))
                            .setItemCount(2)
                            .setPageCount(2)
                            .build());
        }
    }

    private final class Sessions extends SessionServiceGrpc.SessionServiceImplBase {
        @Override
        public void list(
                ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
            sessionLists.add(request);
            ListSessionsResponse.Builder response = ListSessionsResponse.newBuilder();
            String path = request.getFilter().getPath();
            if (path.isEmpty() || path.equals("live/cam")) {
                response.setPageCount(1)
                        .addSessions(
                                Session.newBuilder()
                                        .setId("s1")
                                        .setPath("live/cam")
                                        .setProtocol("srt")
                                        .setKind(Session.Kind.READ)
                                        .setState("reading")
                                        .setPod("pod-a"));
            }
            answer(observer, response.build());
        }

        @Override
        public void kick(KickRequest request, StreamObserver<KickResponse> observer) {
            kicks.add(request);
            boolean known = !request.getFilter().getId().equals("nobody");
            answer(observer, KickResponse.newBuilder().setKicked(known ? 2 : 0).build());
        }
    }

    private final class Cluster extends ClusterServiceGrpc.ClusterServiceImplBase {
        @Override
        public void status(ClusterStatusRequest request, StreamObserver<ClusterStatus> observer) {
            Replica replica =
                    Replica.newBuilder()
                            .setId("control-0")
                            .setAddress("c0:9996")
                            .addPartitions(0)
                            .addPartitions(1)
                            .build();
            answer(
                    observer,
                    ClusterStatus.newBuilder()
                            .setReplica("control-0")
                            .setTopology(Topology.newBuilder().addReplicas(replica))
                            .addPods(Pod.newBuilder().setId("pod-a").setLeases(5).setDraining(true))
                            .build());
        }

        @Override
        public void drain(DrainRequest request, StreamObserver<DrainResponse> observer) {
            if (!request.getPod().equals("pod-a")) {
                observer.onError(
                        Status.NOT_FOUND
                                .withDescription("no pod '" + request.getPod() + "' is in sight")
                                .asRuntimeException());
                return;
            }
            drains.add(request);
            answer(observer, DrainResponse.getDefaultInstance());
        }
    }

    private static final class Events extends EventServiceGrpc.EventServiceImplBase {
        @Override
        public void watch(WatchEventsRequest request, StreamObserver<Event> observer) {
            observer.onNext(
                    Event.newBuilder()
                            .setType(Event.Type.PATH_ENDED)
                            .setPath("live/cam")
                            .setPeer("rtsp 10.0.0.1:99")
                            .setPod("pod-a")
                            .setReason("was kicked")
                            .build());
            answer(observer, Event.newBuilder().setType(Event.Type.MISSED).setMissed(12).build());
        }
    }
}
