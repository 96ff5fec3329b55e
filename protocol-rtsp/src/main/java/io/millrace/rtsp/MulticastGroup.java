package io.millrace.rtsp;

import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.read.Playback;
import io.millrace.rtsp.read.ReadListener;
import io.millrace.rtsp.read.RtpInfo;
import io.millrace.rtsp.read.RtspFlavour;
import io.millrace.rtsp.read.UdpOutput;
import io.millrace.stream.EndReason;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream that is sent once however many sessions play it by multicast: from when the first of
 * them plays until the last leaves. Thread-safe; the sending is confined to the loop of the
 * sockets.
 */
final class MulticastGroup {
    private final MulticastGroups groups;
    private final ReadableStream stream;
    private final SortedMap<Integer, MulticastAddress> addresses;
    private final UdpOutput.Way way;
    private final EventExecutor loop;
    private final LongSupplier wallClockMicros;
    private final List<Member> members = new ArrayList<>();
    private boolean begun;
    private int holds;
    private @Nullable Playback playback;

    MulticastGroup(
            MulticastGroups groups,
            ReadableStream stream,
            SortedMap<Integer, MulticastAddress> addresses,
            UdpOutput.Way way,
            LongSupplier wallClockMicros) {
        this.groups = groups;
        this.stream = stream;
        this.addresses = new TreeMap<>(addresses);
        this.way = way;
        this.loop = way.rtp().eventLoop();
        this.wallClockMicros = wallClockMicros;
    }

    Map<Integer, MulticastAddress> addresses() {
        return addresses;
    }

    ReadableStream stream() {
        return stream;
    }

    /** The addresses stay this stream's until {@link #release}; called with the groups' lock. */
    void hold() {
        holds++;
    }

    void release() {
        groups.release(this);
    }

    /** Whether that was the last hold; called with the groups' lock. */
    boolean released() {
        return --holds == 0;
    }

    /** A session plays; on its executor. */
    Playback join(EventExecutor executor, ReadListener listener) {
        Member member = new Member(executor, listener);
        boolean running;
        synchronized (members) {
            members.add(member);
            running = begun;
        }
        if (running) {
            listener.onFirstImage(new RtpInfo(List.of()));
        } else {
            loop.execute(this::startOrStop);
        }
        return member;
    }

    private boolean isWanted() {
        synchronized (members) {
            return !members.isEmpty();
        }
    }

    /** On the loop. */
    private void startOrStop() {
        if (playback == null && isWanted()) {
            playback = stream.play(request());
        } else if (playback != null && !isWanted()) {
            stop();
        }
    }

    private void stop() {
        if (playback != null) {
            playback.close();
            playback = null;
        }
        synchronized (members) {
            begun = false;
        }
    }

    /** The sockets can take more. On the loop. */
    void resume() {
        if (playback != null) {
            playback.resume();
        }
    }

    private Playback.Request request() {
        Map<Integer, UdpOutput.Destination> destinations = new HashMap<>();
        addresses.forEach((track, to) ->
                destinations.put(
                        track,
                        new UdpOutput.Destination(
                                new InetSocketAddress(to.group(), to.rtpPort()),
                                new InetSocketAddress(to.group(), to.rtcpPort()))));
        UdpOutput output = new UdpOutput(way, destinations, wallClockMicros, loop, this::resume);
        return new Playback.Request(
                new RtspFlavour.Udp(), output, loop, stream.tracks(), new Source());
    }

    private List<Member> members() {
        synchronized (members) {
            return List.copyOf(members);
        }
    }

    /** A session that plays. */
    private final class Member implements Playback {
        private final EventExecutor executor;
        private final ReadListener listener;

        Member(EventExecutor executor, ReadListener listener) {
            this.executor = executor;
            this.listener = listener;
        }

        @Override
        public void resume() {
            // The group's own sockets say when it goes on.
        }

        @Override
        public long stalledMicros(long nowMicros) {
            return 0;
        }

        @Override
        public void close() {
            synchronized (members) {
                members.remove(this);
            }
            loop.execute(MulticastGroup.this::startOrStop);
        }
    }

    /** Tells all sessions what the one playback tells. */
    private final class Source implements ReadListener {
        @Override
        public void onFirstImage(RtpInfo info) {
            List<Member> told;
            synchronized (members) {
                begun = true;
                told = List.copyOf(members);
            }
            told.forEach(
                    member -> member.executor.execute(() -> member.listener.onFirstImage(info)));
        }

        @Override
        public void onPacketsDropped(long packets) {
            members()
                    .forEach(member ->
                            member.executor.execute(
                                    () -> member.listener.onPacketsDropped(packets)));
        }

        @Override
        public void onEnd(EndReason reason) {
            stop();
            members()
                    .forEach(
                            member -> member.executor.execute(() -> member.listener.onEnd(reason)));
        }
    }
}
