package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Chooses the program of a stream from its PAT, which may have several sections (ISO/IEC 13818-1,
 * 2.4.4.3): the one with the wanted number; or else the first listed, which is kept as long as it
 * is listed. Not thread-safe.
 */
final class ProgramAssociation {
    private final OptionalInt wanted;
    private final int maxPrograms;
    private final TsCounts counts;
    private final SortedMap<Integer, List<ProgramTables.Listed>> sections = new TreeMap<>();
    private int version = -1;
    private Optional<ProgramTables.Listed> chosen = Optional.empty();

    ProgramAssociation(TsDemuxerSettings settings, TsCounts counts) {
        wanted = settings.programNumber();
        maxPrograms = settings.maxPrograms();
        this.counts = counts;
    }

    /** The program, once it is known; it stays while a PAT without it is not whole. */
    Optional<ProgramTables.Listed> chosen() {
        return chosen;
    }

    /** Takes a section, without its CRC. */
    void read(ByteBuf section) throws MalformedMediaException {
        ProgramTables.Header header = ProgramTables.header(section);
        if (header.table() != TsConstants.TABLE_PAT || !header.current()) {
            return;
        }
        if (header.version() != version) {
            version = header.version();
            sections.clear();
        }
        keep(header.section(), ProgramTables.programs(section));
        choose(sections.size() > header.lastSection());
    }

    private void keep(int number, List<ProgramTables.Listed> programs) {
        int others = 0;
        for (var entry : sections.entrySet()) {
            others += entry.getKey() == number ? 0 : entry.getValue().size();
        }
        int room = Math.max(0, maxPrograms - others);
        counts.add(TsDrop.OVER_LIMIT, Math.max(0, programs.size() - room));
        sections.put(number, programs.subList(0, Math.min(room, programs.size())));
    }

    private void choose(boolean whole) {
        OptionalInt number =
                wanted.isPresent() || chosen.isEmpty()
                        ? wanted
                        : OptionalInt.of(chosen.get().number());
        Optional<ProgramTables.Listed> listed = find(number);
        if (listed.isEmpty() && whole && wanted.isEmpty()) {
            listed = find(OptionalInt.empty());
        }
        if (listed.isPresent() || whole) {
            chosen = listed;
        }
    }

    /** The program with this number, or the first; the first only if the first section is there. */
    private Optional<ProgramTables.Listed> find(OptionalInt number) {
        if (number.isEmpty() && !sections.containsKey(0)) {
            return Optional.empty();
        }
        return sections.values().stream()
                .flatMap(List::stream)
                .filter(entry -> number.isEmpty() || entry.number() == number.getAsInt())
                .findFirst();
    }
}
