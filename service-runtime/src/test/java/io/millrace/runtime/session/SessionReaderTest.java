package io.millrace.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.Track;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionReaderTest {
    private static final EndReason KICK = EndReason.of(EndReason.Kind.KICKED, "an operator");

    private final SessionRegistry sessions =
            new SessionRegistry(InstantSource.system(), new Counters());
    private final List<String> calls = new ArrayList<>();
    private final SessionReader<String> reader = new SessionReader<>(new Sink());
    private final SessionRegistry.Entry entry =
            sessions.open(
                    SessionRegistry.Kind.READ,
                    new PathName("camera"),
                    Client.of("rtmp", InetSocketAddress.createUnresolved("peer", 5)),
                    () -> "reading",
                    reader::kick);

    @Test
    void kick_running_closesTheReaderAndTellsThePeer() {
        reader.start(entry, new Started());
        sessions.kick(entry.id(), KICK);
        reader.kick(KICK);
        assertEquals(List.of("closed", "end an operator"), calls);
    }

    @Test
    void kick_beforeTheReaderHasStarted_closesItWhenItStarts() {
        sessions.kick(entry.id(), KICK);
        reader.start(entry, new Started());
        assertEquals(List.of("end an operator", "closed"), calls);
        assertEquals(List.of(), sessions.snapshots());
    }

    @Test
    void end_ofTheStream_isListedNoMore() {
        reader.start(entry, new Started());
        reader.onEnd(KICK);
        assertEquals(List.of(), sessions.snapshots());
    }

    private final class Started implements Reader {
        @Override
        public void resume() {
            calls.add("resumed");
        }

        @Override
        public void close() {
            calls.add("closed");
        }
    }

    private final class Sink implements ReaderSink<String> {
        @Override
        public void onTracks(List<Track> tracks) {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(String image, StreamRecord record) {}

        @Override
        public void flush() {}

        @Override
        public void onSkipped(long units) {}

        @Override
        public void onEnd(EndReason reason) {
            calls.add("end " + reason.text());
        }
    }
}
