package io.millrace.rtsp;

import io.millrace.media.sdp.SdpMedia;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.handler.PacketSink;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.publish.PacketSession;
import io.millrace.rtsp.publish.Recording;
import io.millrace.rtsp.srtp.KeyManagement;
import io.millrace.stream.EndReason;
import io.millrace.stream.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** A publication that an application takes as packets. */
record HandledPublication(
        RtspHandler.OnRecord handler, SessionDescription description, LongSupplier wallClockMicros)
        implements AnnouncedStream {
    @Override
    public List<String> controls() {
        return description.media().stream().map(media -> media.control().orElse("")).toList();
    }

    @Override
    public Optional<String> keyManagement(int track) {
        return description
                .media()
                .get(track)
                .attribute(KeyManagement.ATTRIBUTE)
                .or(() -> description.attribute(KeyManagement.ATTRIBUTE));
    }

    @Override
    public List<String> leftOut() {
        return List.of();
    }

    @Override
    public CompletionStage<Recording> record(RtspSession session, PublishPlan plan) {
        PacketSink sink;
        try {
            sink = handler.onRecord(session);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        List<PacketSession.Input> inputs =
                plan.transports().keySet().stream().map(track -> input(track, plan)).toList();
        return CompletableFuture.completedFuture(
                new PacketSession(
                        inputs,
                        sink,
                        new Events(session, handler),
                        session.reportSender(plan),
                        wallClockMicros.getAsLong()));
    }

    private PacketSession.Input input(int track, PublishPlan plan) {
        SdpMedia media = description.media().get(track);
        return new PacketSession.Input(track, media.payloads(), plan.isUdp(track));
    }

    private record Events(RtspSession session, RtspHandler handler)
            implements PacketSession.Listener {
        @Override
        public void onLost(long packets) {
            handler.onPacketsLost(session, packets);
        }

        @Override
        public void onMalformed(String problem) {
            handler.onDecodeError(session, problem);
        }

        @Override
        public void onSinkFailed(IOException failure) {
            String text = Objects.requireNonNullElse(failure.getMessage(), "sink failed");
            EndReason reason = EndReason.of(EndReason.Kind.FAILURE, text);
            session.executor().execute(() -> session.end(reason));
        }
    }
}
