package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.config.ConfigEdit.Operation;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushUrl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PushEntriesTest {
    private static final ConfigSources NOTHING =
            ConfigSources.of(Optional.empty(), Map.of(), Map.of());
    private static final String ONE = "rtmp://a/live/one";
    private static final String TWO = "rtmp://a/live/two";

    private static String edited(String text, Operation operation, String settings)
            throws ConfigException {
        return ConfigEntries.edited(
                text, new ConfigEdit(operation, ConfigEdit.Of.PUSH, "cam", settings));
    }

    private static List<PushSettings> pushes(String yaml) throws ConfigException {
        return MillraceConfig.of(ConfigLoader.values(NOTHING, yaml))
                .settingsOf(new PathName("cam"))
                .pushes();
    }

    private static String reason(String text, Operation operation, String settings) {
        return assertThrows(ConfigException.class, () -> edited(text, operation, settings))
                .problems()
                .getFirst()
                .toString();
    }

    @Test
    void edit_addChangeRemove_touchOneAndKeepTheRest() throws Exception {
        String one = edited("# mine\npaths: {cam: {grace: 5s}}\n", Operation.ADD, "url: " + ONE);
        assertTrue(one.contains("# mine") && one.contains("grace"), one);
        String both = edited(one, Operation.ADD, "{\"url\": \"" + TWO + "\", \"limit\": 3}");
        assertEquals(
                List.of(ONE, TWO), pushes(both).stream().map(push -> push.url().text()).toList());
        String id = PushUrl.parse(TWO).id();
        String changed = edited(both, Operation.CHANGE, "{url: " + id + ", enabled: no}");
        assertEquals(TWO, pushes(changed).get(1).url().text());
        assertEquals(3, pushes(changed).get(1).limit());
        assertEquals(false, pushes(changed).get(1).enabled());
        String left = edited(changed, Operation.REMOVE, "url: " + id);
        assertEquals(List.of(ONE), pushes(left).stream().map(p -> p.url().text()).toList());
        assertEquals(List.of(), pushes(edited(left, Operation.REMOVE, "url: rtmp://a/live/***")));
    }

    @Test
    void edit_whatCannotBe_isRefusedWithoutTheKey() throws Exception {
        String one = edited("", Operation.ADD, "url: " + ONE);
        String both = edited(one, Operation.ADD, "url: " + TWO);
        assertTrue(reason(one, Operation.ADD, "url: " + ONE).contains("has this one already"));
        assertTrue(reason(one, Operation.REMOVE, "url: " + TWO).contains("has this one not"));
        String several = reason(both, Operation.REMOVE, "url: rtmp://a/live/***");
        assertTrue(several.contains("use the id"), several);
        String broken = reason(one, Operation.ADD, "{url: \"rtmp://a/live/sec-ret");
        assertFalse(broken.contains("sec-ret"), broken);
    }
}
