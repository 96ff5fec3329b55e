package io.millrace.rtmp;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.flv.FlvNumberedTrack;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.carriage.MediaChunks;
import io.millrace.rtmp.carriage.ReaderHeaders;
import io.millrace.rtmp.carriage.SentTracks;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.MessageWriter.Status;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader over RTMP: headers when the description changes, and otherwise the images that all
 * readers share, one write each. Confined to the event loop.
 */
final class PlaySession implements ReaderSink<ByteBuf> {
    private static final Logger log = LoggerFactory.getLogger(PlaySession.class);

    private final PathName path;
    private final String peer;
    private final MessageWriter out;
    private final RtmpFlavour flavour;
    private final RtmpCounters counters;
    private final Consumer<EndReason> onEnd;
    private final Reader reader;
    private Optional<List<FlvNumberedTrack>> headersDue = Optional.empty();
    private boolean paused;

    /** Begins to read; {@code onEnd} is called when nothing more comes. */
    PlaySession(
            LiveStream stream,
            EventExecutor executor,
            Outlet outlet,
            String peer,
            Consumer<EndReason> onEnd) {
        this.path = stream.path();
        this.peer = peer;
        this.out = outlet.writer();
        this.flavour = outlet.flavour();
        this.counters = outlet.flavour().counters();
        this.onEnd = onEnd;
        this.reader = stream.read(outlet.flavour(), executor, this);
    }

    /** Where a reader's bytes go, and in which form. */
    record Outlet(MessageWriter writer, RtmpFlavour flavour) {}

    /** The peer may take more again. */
    void resume() {
        reader.resume();
    }

    /** Pause (7.2.2.9): for live media the reader goes on at what is newest then. */
    void pause(boolean pause) {
        paused = pause;
        if (pause) {
            out.status(MediaChunks.STREAM_ID, Status.ok("NetStream.Pause.Notify", "Paused"));
        } else {
            out.status(MediaChunks.STREAM_ID, Status.ok("NetStream.Unpause.Notify", "Goes on"));
            reader.resume();
        }
        out.flush();
    }

    void close() {
        reader.close();
    }

    /** Tells the player that the stream is over (7.1.7, and what Flash servers send). */
    void sayEnd(EndReason reason) {
        out.userControl(MessageWriter.STREAM_EOF, MediaChunks.STREAM_ID);
        out.status(
                MediaChunks.STREAM_ID, Status.ok("NetStream.Play.UnpublishNotify", reason.text()));
        out.data(
                MediaChunks.STREAM_ID,
                0,
                AmfValue.of("onPlayStatus"),
                Status.ok("NetStream.Play.Complete", reason.text()).toAmf());
    }

    @Override
    public void onTracks(List<Track> tracks) {
        SentTracks sent = flavour.sent(tracks);
        CarriedTracks carried = sent.carried();
        if (carried.carried().isEmpty() && !tracks.isEmpty()) {
            onEnd.accept(EndReason.of(EndReason.Kind.FAILURE, carried.refusal(path.value())));
            return;
        }
        carried.warning(path.value())
                .ifPresent(warning -> {
                    counters.tracksLeftOut(carried.leftOut().size());
                    log.warn("{}: {}", peer, warning);
                });
        headersDue = Optional.of(sent.numbered());
    }

    @Override
    public boolean isWritable() {
        return !paused && out.isWritable();
    }

    @Override
    public void write(ByteBuf image, StreamRecord record) {
        if (headersDue.isPresent()) {
            ReaderHeaders.write(out, headersDue.get(), timestampMillis(headersDue.get(), record));
            headersDue = Optional.empty();
        }
        counters.imagesOut().increment();
        out.raw(image.retainedDuplicate());
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void onSkipped(long units) {
        counters.unitsDropped("slow-reader", units);
    }

    @Override
    public void onEnd(EndReason reason) {
        onEnd.accept(reason);
    }

    /** The headers' time is that of the first unit that follows them. */
    private static long timestampMillis(List<FlvNumberedTrack> tracks, StreamRecord record) {
        for (Unit unit : record.units()) {
            for (FlvNumberedTrack numbered : tracks) {
                if (numbered.track().id() == unit.track()) {
                    return Math.max(0, numbered.timestampMillis(unit));
                }
            }
        }
        return 0;
    }
}
