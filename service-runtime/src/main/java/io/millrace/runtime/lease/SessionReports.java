package io.millrace.runtime.lease;

import io.millrace.proto.control.Kick;
import io.millrace.proto.control.SessionCommand;
import io.millrace.proto.control.SessionReport;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.EndReason;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports this pod's sessions to control, and ends those that it wants ended: all at first, then
 * what the digest has to tell.
 */
record SessionReports(String pod, SessionRegistry sessions)
        implements ReportStream.Subject<SessionReport, SessionCommand> {
    static final long PERIOD_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(SessionReports.class);

    @Override
    public boolean hasNews() {
        return true;
    }

    @Override
    public ReportStream.Talk<SessionReport, SessionCommand> begin() {
        return new Talk();
    }

    private final class Talk implements ReportStream.Talk<SessionReport, SessionCommand> {
        private final SessionDigest digest =
                new SessionDigest(pod, SessionDigest.Limits.standard());

        @Override
        public void tell(Consumer<SessionReport> control) {
            digest.reports(sessions.running()).forEach(control);
        }

        @Override
        public void onCommand(SessionCommand command, Consumer<SessionReport> control) {
            switch (command.getCommandCase()) {
                case KICK -> kick(command.getKick());
                case COMMAND_NOT_SET -> LOG.debug("control sent a command of a newer version");
            }
        }

        private void kick(Kick kick) {
            EndReason reason = EndReason.of(EndReason.Kind.KICKED, kick.getReason());
            digest.members(kick.getId(), sessions.running())
                    .forEach(id -> sessions.kick(id, reason));
        }
    }
}
