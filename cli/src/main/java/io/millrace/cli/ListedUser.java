package io.millrace.cli;

import io.millrace.proto.JsonText;
import io.millrace.proto.control.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A user of the settings as people see it.
 *
 * @param password whether there is one
 * @param permissions {@code ACTION} or {@code ACTION:PATH}
 */
record ListedUser(String name, boolean password, List<String> ips, List<String> permissions) {
    private static final Pattern KEY = Pattern.compile("auth\\.users\\[(\\d+)]\\.(\\S+)");
    private static final Pattern PERMISSION = Pattern.compile("permissions\\[(\\d+)]\\.(\\w+)");

    ListedUser {
        ips = List.copyOf(ips);
        permissions = List.copyOf(permissions);
    }

    /** Of settings by key: {@code auth.users[0].permissions[1].action}. */
    static List<ListedUser> of(List<ConfigValue> values) {
        Map<Integer, Map<String, String>> users = new TreeMap<>();
        for (ConfigValue value : values) {
            Matcher key = KEY.matcher(value.getKey());
            if (key.matches()) {
                users.computeIfAbsent(Integer.valueOf(key.group(1)), _ -> new TreeMap<>())
                        .put(key.group(2), value.getValue());
            }
        }
        return users.values().stream().map(ListedUser::of).toList();
    }

    private static ListedUser of(Map<String, String> user) {
        List<String> ips = new ArrayList<>();
        Map<Integer, Map<String, String>> permissions = new TreeMap<>();
        user.forEach((key, value) -> {
            Matcher permission = PERMISSION.matcher(key);
            if (key.startsWith("ips") && !value.isEmpty()) {
                ips.add(value);
            } else if (permission.matches()) {
                permissions
                        .computeIfAbsent(Integer.valueOf(permission.group(1)), _ -> new TreeMap<>())
                        .put(permission.group(2), value);
            }
        });
        return new ListedUser(
                user.getOrDefault("user", ""),
                !user.getOrDefault("password", "").isEmpty(),
                ips,
                permissions.values().stream().map(ListedUser::permission).toList());
    }

    private static String permission(Map<String, String> permission) {
        String path = permission.getOrDefault("path", "");
        return permission.getOrDefault("action", "") + (path.isEmpty() ? "" : ":" + path);
    }

    String json() {
        return "{\"user\":%s,\"password\":%s,\"ips\":%s,\"permissions\":%s}"
                .formatted(JsonText.quoted(name), password, texts(ips), permissions(permissions));
    }

    static String texts(List<String> texts) {
        return texts.stream().map(JsonText::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    /** Permissions as settings write them, of {@code ACTION[:PATH]}. */
    static String permissions(List<String> written) {
        return written.stream()
                .map(each -> {
                    int colon = each.indexOf(':');
                    String action = colon < 0 ? each : each.substring(0, colon);
                    String path = colon < 0 ? "" : each.substring(colon + 1);
                    return "{\"action\":%s%s}"
                            .formatted(
                                    JsonText.quoted(action),
                                    path.isEmpty() ? "" : ",\"path\":" + JsonText.quoted(path));
                })
                .collect(Collectors.joining(",", "[", "]"));
    }
}
