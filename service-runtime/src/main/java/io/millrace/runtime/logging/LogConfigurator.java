package io.millrace.runtime.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets logback up in code, which starts faster than XML. Found by logback through {@code
 * META-INF/services}. Without the property {@value #FILE} everything goes to the terminal; with it
 * everything goes to that file, and only warnings to the terminal.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    /** System property: the log's file; set before the first logger is made. */
    public static final String FILE = "millrace.log.file";

    /** System property: {@code true} for warnings on the terminal and nothing else. */
    public static final String QUIET = "millrace.log.quiet";

    /** System property: level of our own loggers, such as {@code debug}. */
    public static final String LEVEL = "millrace.log.level";

    /** System property: {@value #JSON} for one object a line; else text for people. */
    public static final String FORMAT = "millrace.log.format";

    /** Environment variable: likewise. */
    public static final String FORMAT_VARIABLE = "MILLRACE_LOG_FORMAT";

    /** Value of {@link #FORMAT}. */
    public static final String JSON = "json";

    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}"
                    + "%replace( path=%X{path} session=%X{session}){' path= session=$', ''}"
                    + " %msg%n%ex";
    private static final String TERMINAL_LINE = "%-5level %logger{0} %msg%n%nopex";
    private static final int KEPT_FILES = 5;
    private static final String LARGEST_FILE = "20MB";

    /** Loggers that tell too much of what works. */
    private static final Map<String, Level> LEVELS =
            Map.of(
                    "org.apache.kafka", Level.WARN,
                    "org.apache.kafka.clients.NetworkClient", Level.ERROR,
                    // Warns of nothing but its own first start.
                    "org.apache.kafka.controller.QuorumController", Level.ERROR,
                    "kafka", Level.WARN,
                    "state.change.logger", Level.WARN,
                    "io.micronaut", Level.WARN,
                    "io.netty", Level.WARN,
                    "io.grpc", Level.WARN);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        @Nullable String file = System.getProperty(FILE);
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
        context.getLogger("io.millrace")
                .setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        if (Boolean.getBoolean(QUIET)) {
            root.addAppender(warnings(context));
        } else if (file == null) {
            root.addAppender(start(new ConsoleAppender<>(), context, lines(context)));
        } else {
            root.addAppender(file(context, file));
            root.addAppender(warnings(context));
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> warnings(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> terminal = new ConsoleAppender<>();
        terminal.setTarget("System.err");
        ThresholdFilter threshold = new ThresholdFilter();
        threshold.setLevel(Level.WARN.levelStr);
        threshold.start();
        terminal.addFilter(threshold);
        return start(terminal, context, pattern(context, TERMINAL_LINE));
    }

    static RollingFileAppender<ILoggingEvent> file(LoggerContext context, String file) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(file);
        FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(file + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(KEPT_FILES);
        window.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf(LARGEST_FILE));
        size.start();
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(size);
        return start(appender, context, lines(context));
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context) {
        String format =
                System.getProperty(FORMAT, System.getenv().getOrDefault(FORMAT_VARIABLE, ""));
        return format.equals(JSON) ? new JsonLines() : pattern(context, LINE);
    }

    private static Encoder<ILoggingEvent> pattern(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        return encoder;
    }

    private static <A extends OutputStreamAppender<ILoggingEvent>> A start(
            A appender, LoggerContext context, Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
