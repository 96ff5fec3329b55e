package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The chosen program of a transport stream: follows its tables (ISO/IEC 13818-1, 2.4.4) and gives
 * each packet to the stream that it belongs to, once and in order. Confined to the demuxer's
 * thread.
 */
final class TsProgram {
    private static final int NO_PID = -1;

    private final TsContext context;
    private final TsCounts counts;
    private final TsDemuxer.Sink sink;
    private final ProgramAssociation association;
    private final SectionReader associationSections =
            new SectionReader(SectionReader.MAX_TABLE_SIZE);
    private final SectionReader mapSections = new SectionReader(SectionReader.MAX_TABLE_SIZE);
    private final Map<Integer, ContinuityCheck> continuity = new HashMap<>();
    private final Map<Integer, TsStream> streams = new HashMap<>();
    private final TrackNumbers numbers = new TrackNumbers();
    private Optional<ProgramTables.Listed> listed = Optional.empty();
    private Optional<ProgramTables.Program> map = Optional.empty();

    TsProgram(TsContext context, TsDemuxer.Sink sink) {
        this.context = context;
        this.sink = sink;
        counts = context.counts();
        association = new ProgramAssociation(context.settings(), counts);
        continuity.put(TsConstants.PID_PAT, new ContinuityCheck());
    }

    /** What is read, in the order of the tracks. */
    List<TsStream> streams() {
        List<TsStream> ordered = new ArrayList<>(streams.values());
        ordered.sort(Comparator.comparingInt(TsStream::track));
        return ordered;
    }

    /** The PID of the program's map; -1 while it is not known. */
    int mapPid() {
        return listed.map(ProgramTables.Listed::mapPid).orElse(NO_PID);
    }

    void finish() {
        finish(streams());
    }

    private void finish(List<TsStream> ended) {
        for (TsStream stream : ended) {
            try {
                stream.finish();
            } catch (MalformedMediaException e) {
                context.output().onMalformed(e);
            }
        }
    }

    void read(TsPacket packet, long packetNumber) throws MalformedMediaException {
        if (packet.transportError()) {
            counts.increment(TsDrop.TRANSPORT_ERROR);
            return;
        }
        int pid = packet.pid();
        ContinuityCheck check = continuity.get(pid);
        if (check == null) {
            counts.add(TsDrop.OTHER_PID, pid == TsConstants.PID_NULL ? 0 : 1);
            takeClock(packet);
        } else if (isNew(check.check(packet), pid)) {
            takeClock(packet);
            readInOrder(packet, packetNumber);
        }
    }

    private void takeClock(TsPacket packet) {
        if (packet.pcrTicks() != TsPacket.NO_PCR
                && map.isPresent()
                && map.get().pcrPid() == packet.pid()) {
            context.clock().onPcr(packet.pcrTicks());
        }
    }

    private boolean isNew(ContinuityCheck.Verdict verdict, int pid) {
        switch (verdict) {
            case DUPLICATE -> counts.increment(TsDrop.DUPLICATE);
            case AFTER_LOSS -> {
                counts.increment(TsDrop.CONTINUITY);
                onLoss(pid);
            }
            case AFTER_DISCONTINUITY -> onLoss(pid);
            case NEXT -> {}
        }
        return verdict != ContinuityCheck.Verdict.DUPLICATE;
    }

    private void onLoss(int pid) {
        TsStream stream = streams.get(pid);
        if (stream != null) {
            stream.onLoss();
        } else if (pid == TsConstants.PID_PAT) {
            associationSections.reset();
        } else {
            mapSections.reset();
        }
    }

    private void readInOrder(TsPacket packet, long packetNumber) throws MalformedMediaException {
        TsStream stream = streams.get(packet.pid());
        if (packet.scrambled()) {
            counts.increment(TsDrop.SCRAMBLED);
            onLoss(packet.pid());
        } else if (stream != null) {
            stream.read(packet, packetNumber);
        } else if (packet.pid() == TsConstants.PID_PAT) {
            readSections(associationSections, packet, this::onAssociation);
        } else if (packet.pid() == mapPid()) {
            readSections(mapSections, packet, this::onMap);
        }
    }

    private interface SectionConsumer {
        void accept(ByteBuf section) throws MalformedMediaException;
    }

    private void readSections(SectionReader reader, TsPacket packet, SectionConsumer consumer)
            throws MalformedMediaException {
        try {
            for (ByteBuf section : reader.read(packet.start(), packet.payload())) {
                consumer.accept(SectionReader.withoutCrc(section));
            }
        } catch (MalformedMediaException e) {
            counts.increment(TsDrop.SECTION_MALFORMED);
            throw e;
        }
    }

    private void onAssociation(ByteBuf section) throws MalformedMediaException {
        association.read(section);
        if (association.chosen().equals(listed)) {
            return;
        }
        boolean otherProgram =
                !listed.map(ProgramTables.Listed::number)
                        .equals(association.chosen().map(ProgramTables.Listed::number));
        listed = association.chosen();
        mapSections.reset();
        if (otherProgram) {
            map = Optional.empty();
            context.restartClock();
            useStreams(List.of());
        }
        followPids();
    }

    private void onMap(ByteBuf section) throws MalformedMediaException {
        ProgramTables.Header header = ProgramTables.header(section);
        if (header.table() != TsConstants.TABLE_PMT
                || !header.current()
                || listed.isEmpty()
                || header.id() != listed.get().number()) {
            return;
        }
        ProgramTables.Program next = ProgramTables.program(section);
        if (map.equals(Optional.of(next))) {
            return;
        }
        map = Optional.of(next);
        useStreams(next.streams());
        followPids();
    }

    /** Continuity is known of the PIDs that are read, and goes on for those that stay. */
    private void followPids() {
        continuity.keySet().removeIf(pid -> !isFollowed(pid));
        streams.keySet()
                .forEach(pid -> continuity.computeIfAbsent(pid, _ -> new ContinuityCheck()));
        if (listed.isPresent()) {
            continuity.computeIfAbsent(mapPid(), _ -> new ContinuityCheck());
        }
    }

    private boolean isFollowed(int pid) {
        return pid == TsConstants.PID_PAT || pid == mapPid() || streams.containsKey(pid);
    }

    /** Keeps the state of streams that stay; what is left of the others comes first. */
    private void useStreams(List<ElementaryStream> entries) {
        Map<Integer, TsStream> before = Map.copyOf(streams);
        List<ElementaryStream> used = withinLimits(entries);
        List<TsStream> gone =
                streams().stream()
                        .filter(s ->
                                used.stream().noneMatch(e -> StreamReaders.isSame(s.entry(), e)))
                        .toList();
        finish(gone);
        gone.forEach(stream -> numbers.release(stream.track()));
        streams.clear();
        for (ElementaryStream entry : used) {
            TsStream old = before.get(entry.pid());
            if (old != null && StreamReaders.isSame(old.entry(), entry)) {
                streams.put(entry.pid(), old);
            } else {
                open(entry);
            }
        }
        if (!gone.isEmpty() && !streams.isEmpty()) {
            context.output().onFormat();
        }
    }

    private List<ElementaryStream> withinLimits(List<ElementaryStream> entries) {
        List<ElementaryStream> used = new ArrayList<>();
        for (ElementaryStream entry : entries) {
            boolean usable =
                    entry.pid() != TsConstants.PID_PAT
                            && entry.pid() != TsConstants.PID_NULL
                            && entry.pid() != mapPid()
                            && used.stream().noneMatch(other -> other.pid() == entry.pid())
                            && used.size() < context.settings().maxStreams();
            counts.add(TsDrop.OVER_LIMIT, usable ? 0 : 1);
            if (usable) {
                used.add(entry);
            }
        }
        return used;
    }

    private void open(ElementaryStream entry) {
        int track = numbers.next();
        Optional<TsStream> stream = StreamReaders.stream(track, entry, context);
        if (stream.isPresent()) {
            streams.put(entry.pid(), stream.get());
        } else {
            numbers.release(track);
            counts.increment(TsDrop.UNSUPPORTED_STREAM);
            sink.onUnsupported(entry.pid(), StreamReaders.name(entry));
        }
    }
}
