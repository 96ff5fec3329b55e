package io.millrace.rtsp;

import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.read.Playback;
import io.millrace.stream.PastRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** A stream of an application; its media numbers are the track ids. */
record HandledStream(ServerStream stream) implements ReadableStream {
    @Override
    public SessionDescription describe(boolean backChannels) throws RtspException {
        if (!backChannels) {
            return stream.description();
        }
        if (stream.backChannels().isEmpty()) {
            throw RtspException.of(
                    Status.OPTION_NOT_SUPPORTED, "nothing can be sent to this stream");
        }
        return stream.descriptionWithBackChannels();
    }

    @Override
    public List<Integer> backChannels() {
        return stream.backChannels();
    }

    @Override
    public List<Integer> tracks() {
        return IntStream.range(0, stream.descriptionWithBackChannels().media().size())
                .boxed()
                .toList();
    }

    @Override
    public long ssrc(int track) {
        return stream.ssrc(track);
    }

    @Override
    public Object identity() {
        return stream;
    }

    @Override
    public Optional<MulticastAddress> multicast(int track) {
        return stream.multicast(track);
    }

    @Override
    public CompletionStage<ReadableStream> since(Instant start, Optional<Instant> end) {
        return CompletableFuture.failedFuture(
                RtspException.of(Status.INVALID_RANGE, "nothing of the past is kept here"));
    }

    @Override
    public Optional<PastRange> past() {
        return Optional.empty();
    }

    @Override
    public Playback play(Playback.Request request) {
        return stream.play(request);
    }
}
