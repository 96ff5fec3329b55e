package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.runtime.config.SettingNode.TextMap;

/** Writes {@code docs/configuration.md} from the table of settings. */
final class ConfigDocument {
    private static final String HEAD =
            """
            # Configuration

            Every key has a default. A YAML file (`--config FILE`) sets keys by section; an environment variable
            wins over the file. All errors are told at once, each with key, reason and place; unknown keys are
            errors. Made from the code's table (`Settings`): a test fails where the two differ.
            `millrace.yml` beside this file has every key with a comment, `configuration.schema.json` is for editors.

            ```yaml
            server:
              listen: all
            rtsp:
              port: 8554
            path-defaults:
              retention: 1h
            paths:
              studio/main:
                publish-policy: standby
              '~cam\\d+':
                retention: 1d
              all:
                max-readers: 100
            ```

            Durations: `500ms`, `10s`, `5m`, `2h`, `1d`. Sizes: `512KiB`, `16MiB`. Where a port is 0, a free one is
            chosen and told in the log. A key that names a service in brackets matters only there. A list is a YAML
            list or text with commas. A key with nothing after it has its default.

            ## Paths
            `path-defaults` holds for every path. `paths` says more for some, under the path's name, under `~` and a
            regular expression (Java's; it must match the whole name), or under `all`. For a path counts exactly one
            entry: the one with its name, else the first matching expression in the order written, else `all`. What
            that entry does not say comes from `path-defaults`. A name that begins with `~` is always an expression.

            ## Changes while running
            A changed file is read by itself, and on SIGHUP. It is checked whole: with an error nothing changes, and
            the log says which line. `auth`, `limits`, `paths` and `path-defaults` hold at once, and end only sessions
            whose permission is gone; how a path is packaged, when it is next watched. A change of `rtsp`, `rtmp` or
            `srt`, or of its part of `tls`, starts that listener anew: only its sessions end, and where it cannot
            start it goes back. Certificates are read again without ending anybody. What needs a start of the
            process is named in the log.

            ## Environment
            `MILLRACE_`, then section and key in upper case, with `_` for every other character. Also:
            - A list of values takes commas: `MILLRACE_AUTH_METHODS=internal,jwt`.
            - A list of items takes the item's number, from 0, without holes: `MILLRACE_AUTH_USERS_0_USER=ann`,
              `MILLRACE_AUTH_USERS_0_PERMISSIONS_0_ACTION=publish`. A number that the file has changes that item.
            - An entry of `paths`: `MILLRACE_PATHS_CAM1_GRACE=1m`. `CAM1` is the entry of the file whose name has that
              form (`cam1`, `Cam1`, …); where there is none, a new entry `cam1`, in lower case, after those of the
              file. Any other name is given with `NAME`: `MILLRACE_PATHS_X_NAME=~cam\\d+`, `MILLRACE_PATHS_X_GRACE=1m`.
            - Clashes: a variable that fits two entries of the file (`cam-1`, `cam_1`) is an error; use `NAME`. A
              variable that can be cut in two ways means the entry that the file has, else the longest key:
              `MILLRACE_PATHS_A_SRT_LATENCY` is `srt-latency` of `a`.
            - Kafka's client properties: `MILLRACE_KAFKA_PROPERTIES_SSL_KEYSTORE_LOCATION` is
              `ssl.keystore.location`.
            - Not settings: `MILLRACE_CONFKEY`, `MILLRACE_JAVA_HOME`, `MILLRACE_JAVA_OPTIONS`, `MILLRACE_LOG_FORMAT`,
              and the command line's `MILLRACE_ADDRESS`, `MILLRACE_LOGIN`, `MILLRACE_TOKEN`.
            """;

    private final StringBuilder document = new StringBuilder(HEAD);

    private ConfigDocument() {}

    static String markdown() {
        ConfigDocument made = new ConfigDocument();
        for (SettingNode section : Settings.ROOT.children()) {
            String prefix = EnvironmentReader.PREFIX + section.environmentKey() + "_";
            switch (section) {
                case Block block -> made.section(block.key(), block, prefix);
                case BlockMap map -> made.entries(map);
                case BlockList _, TextMap _, Setting<?> _ ->
                        throw new IllegalStateException("section " + section.key());
            }
        }
        return made.document.toString();
    }

    private void section(String title, Block block, String prefix) {
        document.append("\n## ").append(title).append('\n');
        document.append(block.description()).append("\n\n");
        document.append("| key | environment | value | default | |\n|---|---|---|---|---|\n");
        for (SettingNode child : block.children()) {
            String name = prefix + child.environmentKey();
            document.append(
                    switch (child) {
                        case Setting<?> setting -> row(setting, name);
                        case TextMap map ->
                                row(map.key(), name + "_…", "keys and text", "", map.description());
                        case BlockList list ->
                                row(list.key(), name + "_0_…", "list", "", list.description());
                        case Block nested -> throw new IllegalStateException(nested.key());
                        case BlockMap map -> throw new IllegalStateException(map.key());
                    });
        }
        for (SettingNode child : block.children()) {
            if (child instanceof BlockList list) {
                String name = prefix + list.environmentKey() + "_0_";
                section(title + "." + list.key(), list.item(), name);
            }
        }
    }

    private void entries(BlockMap map) {
        document.append("\n## ").append(map.key()).append('\n');
        document.append(map.description());
        document.append(" The keys are those of `path-defaults`, and lists:\n");
        for (SettingNode child : map.item().children()) {
            if (child instanceof BlockList list) {
                document.append("- `").append(list.key()).append("`: ");
                document.append(list.description()).append('\n');
            }
        }
        for (SettingNode child : map.item().children()) {
            if (child instanceof BlockList list) {
                items(map.key() + ".NAME." + list.key(), list.item());
            }
        }
    }

    /** Of a list that stands in the file only. */
    private void items(String title, Block item) {
        document.append("\n## ").append(title).append('\n');
        document.append("| key | value | default | |\n|---|---|---|---|\n");
        for (SettingNode child : item.children()) {
            if (child instanceof Setting<?> setting) {
                document.append(row(setting, "").replaceFirst(" \\| `` \\|", " |"));
            }
        }
    }

    private static String row(Setting<?> setting, String environment) {
        String shown = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
        String form = setting.type().form();
        return row(setting.key(), environment, form, shown, setting.description());
    }

    private static String row(
            String key, String environment, String form, String shown, String description) {
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(key, environment, form, shown, description);
    }
}
