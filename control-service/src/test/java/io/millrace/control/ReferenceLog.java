package io.millrace.control;

import io.millrace.control.LogEntry.ForgetTakeover;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.control.LogEntry.Takeover;
import io.millrace.proto.control.LeaseRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One partition's log with the rule of validity written down once more, as plainly as can be. */
final class ReferenceLog {
    final List<LogEntry> entries = new ArrayList<>();
    final List<LeaseChange> valid = new ArrayList<>();
    final Map<String, LeaseRecord> newest = new HashMap<>();
    private final Map<String, Integer> hiding = new HashMap<>();
    private long term;

    void append(LogEntry entry) {
        entries.add(entry);
        switch (entry) {
            case Takeover takeover -> term = Math.max(term, takeover.term());
            case LeaseChange change -> {
                if (change.record().getTerm() == term) {
                    valid.add(change);
                    newest.put(change.path(), change.record());
                    hiding.remove(change.path());
                } else {
                    hiding.putIfAbsent(change.path(), entries.size() - 1);
                }
            }
            case ForgetTakeover _ -> {
                // only the broker heeds it
            }
        }
    }

    /** As after compaction, which never comes before a void record was made good. */
    List<LogEntry> compacted(int keptTail) {
        int clean = Math.max(0, entries.size() - keptTail);
        for (int index : hiding.values()) {
            clean = Math.min(clean, index);
        }
        List<LogEntry> kept = new ArrayList<>();
        Set<String> later = new HashSet<>();
        for (int index = clean - 1; index >= 0; index--) {
            LogEntry entry = entries.get(index);
            if (later.add(LeaseRecords.key(entry)) && !(entry instanceof ForgetTakeover)) {
                kept.addFirst(entry);
            }
        }
        kept.addAll(entries.subList(clean, entries.size()));
        return kept;
    }
}
