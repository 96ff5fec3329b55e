package io.millrace.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig.LogOutput;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Has the log follow the settings: how much is told, and a file that gets it too. */
public final class LogOutputs {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogOutputs.class);
    private static final String OURS = "io.millrace";
    private static final String FILE = "settings-file";

    private LogOutputs() {}

    /** From now on. */
    public static void follow(LiveConfig live) {
        apply(live.current().server().log());
        var _ = live.subscribe(change -> apply(change.after().server().log()));
    }

    static void apply(LogOutput wanted) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Level level = Level.toLevel(wanted.level().name());
            if (System.getProperty(LogConfigurator.LEVEL) == null) {
                context.getLogger(OURS).setLevel(level);
            }
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
            followFile(context, root, wanted.file().map(Object::toString));
        }
    }

    private static void followFile(LoggerContext context, Logger root, Optional<String> wanted) {
        Optional<Appender<ILoggingEvent>> open = Optional.ofNullable(root.getAppender(FILE));
        Optional<String> written =
                open.map(appender -> ((FileAppender<ILoggingEvent>) appender).getFile());
        if (written.equals(wanted)) {
            return;
        }
        open.ifPresent(appender -> {
            root.detachAppender(appender);
            appender.stop();
        });
        wanted.ifPresent(file -> {
            FileAppender<ILoggingEvent> appender = LogConfigurator.file(context, file);
            appender.setName(FILE);
            root.addAppender(appender);
            if (!appender.isStarted()) {
                LOG.error("the log's file {} cannot be written", file);
            }
        });
    }
}
