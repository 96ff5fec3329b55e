package io.millrace.control;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.control.LogEntry.ForgetTakeover;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.control.LogEntry.Member;
import io.millrace.control.LogEntry.Takeover;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.proto.control.OwnerRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries as keys and values of the topic. No path's name begins with a slash. */
final class LeaseRecords {
    private static final String OWNER = "//owner/";

    private LeaseRecords() {}

    static String key(LogEntry entry) {
        return switch (entry) {
            case LeaseChange change -> change.path();
            case Takeover takeover -> OWNER + takeover.term();
            case ForgetTakeover forget -> OWNER + forget.term();
        };
    }

    /** None: the key may be forgotten. */
    static byte @Nullable [] value(LogEntry entry) {
        return switch (entry) {
            case LeaseChange change -> change.record().toByteArray();
            case Takeover(long term, Member replica) ->
                    OwnerRecord.newBuilder()
                            .setTerm(term)
                            .setReplica(replica.id())
                            .setAddress(replica.address())
                            .setProcess(replica.process())
                            .build()
                            .toByteArray();
            case ForgetTakeover _ -> null;
        };
    }

    /**
     * The entry that a record holds.
     *
     * @return empty for one that says nothing any more
     * @throws InvalidProtocolBufferException if it is not one of ours
     */
    static Optional<LogEntry> parse(@Nullable String key, byte @Nullable [] value)
            throws InvalidProtocolBufferException {
        if (key == null) {
            throw new InvalidProtocolBufferException("no key");
        }
        if (value == null) {
            return Optional.empty();
        }
        if (key.startsWith(OWNER)) {
            OwnerRecord record = OwnerRecord.parseFrom(value);
            Member replica =
                    new Member(record.getReplica(), record.getAddress(), record.getProcess());
            return Optional.of(new Takeover(record.getTerm(), replica));
        }
        return Optional.of(new LeaseChange(key, LeaseRecord.parseFrom(value)));
    }
}
