package io.millrace.runtime.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as one line of JSON: time, level, logger, thread, message, stack trace, and a
 * member for every {@code name={}} of the message's template, so that {@code path} and {@code
 * session} can be searched for.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    /** A placeholder, with the name that may stand before it. */
    private static final Pattern PLACEHOLDER = Pattern.compile("(?:\\b([a-z][A-Za-z]*)=)?\\{}");

    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
        members.put("level", event.getLevel().toString());
        members.put("logger", event.getLoggerName());
        members.put("thread", event.getThreadName());
        members.put("message", event.getFormattedMessage());
        event.getMDCPropertyMap().forEach(members::putIfAbsent);
        named(event, members);
        if (event.getThrowableProxy() != null) {
            members.put("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return (object(members) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void named(ILoggingEvent event, Map<String, String> members) {
        @Nullable Object @Nullable [] arguments = event.getArgumentArray();
        @Nullable String template = event.getMessage();
        if (arguments == null || template == null) {
            return;
        }
        Matcher placeholder = PLACEHOLDER.matcher(template);
        for (int index = 0; index < arguments.length && placeholder.find(); index++) {
            @Nullable String name = placeholder.group(1);
            if (name != null) {
                members.putIfAbsent(name, String.valueOf(arguments[index]));
            }
        }
    }

    private static String object(Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            string(name, json);
            json.append(':');
            string(value, json);
        });
        return json.append('}').toString();
    }

    private static void string(String value, StringBuilder json) {
        json.append('"');
        for (int index = 0; index < value.length(); index++) {
            char c = value.charAt(index);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u%04x".formatted((int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
