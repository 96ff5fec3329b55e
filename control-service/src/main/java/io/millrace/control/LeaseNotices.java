package io.millrace.control;

import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseEvent;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.proto.control.Promoted;
import io.millrace.proto.control.Revoked;
import java.util.ArrayList;
import java.util.List;

/** Which pods a record concerns: found by comparing it with the one before. */
final class LeaseNotices {
    private LeaseNotices() {}

    /** An event for one pod. */
    record Notice(String pod, LeaseEvent event) {}

    static List<Notice> of(LeaseChange change, LeaseRecord before) {
        LeaseRecord after = change.record();
        List<Notice> notices = new ArrayList<>();
        boolean sameHolder =
                before.hasHolder()
                        && after.hasHolder()
                        && before.getHolder().getEpoch() == after.getHolder().getEpoch();
        if (before.hasHolder() && !sameHolder && !after.getReason().isEmpty()) {
            notices.add(revoked(before.getHolder(), after.getReason()));
        }
        if (after.hasHolder() && !sameHolder && waited(before, after.getHolder())) {
            Promoted promoted = Promoted.newBuilder().setLease(after.getHolder()).build();
            notices.add(
                    new Notice(
                            after.getHolder().getPod(),
                            LeaseEvent.newBuilder().setPromoted(promoted).build()));
        }
        return notices;
    }

    private static boolean waited(LeaseRecord before, Lease holder) {
        return before.getStandbysList().stream()
                .anyMatch(waiting -> waiting.getRequestId().equals(holder.getRequestId()));
    }

    private static Notice revoked(Lease lease, String reason) {
        Revoked revoked =
                Revoked.newBuilder()
                        .setPath(lease.getPath())
                        .setEpoch(lease.getEpoch())
                        .setReason(reason)
                        .setRequestId(lease.getRequestId())
                        .build();
        return new Notice(lease.getPod(), LeaseEvent.newBuilder().setRevoked(revoked).build());
    }
}
