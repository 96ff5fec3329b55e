package io.millrace.runtime.config;

import java.util.LinkedHashSet;

/** Writes {@code docs/configuration.md} from the table of settings. */
final class ConfigDocument {
    private static final String HEAD =
            """
            # Configuration

            Every key has a default. A YAML file (`--config FILE`) sets keys by section; an environment variable
            wins over the file. All errors are told at once at start, with key, reason and place; unknown keys are
            errors. Made from the code's table (`Settings`): a test fails where the two differ.

            ```yaml
            server:
              listen: all
            rtsp:
              port: 8554
            paths:
              retention: 1h
            ```

            Durations: `500ms`, `10s`, `5m`, `2h`, `1d`. Sizes: `512KiB`, `16MiB`. Where a port is 0, a free one is
            chosen and told in the log. A key that names a service in brackets matters only there.
            """;

    private ConfigDocument() {}

    static String markdown() {
        StringBuilder document = new StringBuilder(HEAD);
        LinkedHashSet<String> sections = new LinkedHashSet<>();
        Settings.all().forEach(setting -> sections.add(setting.section()));
        for (String section : sections) {
            document.append("\n## ").append(section).append('\n');
            document.append(Settings.SECTIONS.get(section)).append("\n\n");
            document.append("| key | environment | value | default | |\n|---|---|---|---|---|\n");
            Settings.all().stream()
                    .filter(setting -> setting.section().equals(section))
                    .forEach(setting -> document.append(row(setting)));
        }
        return document.toString();
    }

    private static String row(Setting<?> setting) {
        String shown = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                        setting.key(),
                        setting.environmentName(),
                        setting.type().form(),
                        shown,
                        setting.description());
    }
}
