package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kafka.embedded.EmbeddedKafka;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.runtime.config.ConfigEdit;
import io.millrace.runtime.config.ConfigEdit.Operation;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.job.Bulletin;
import io.millrace.runtime.job.PostedPushes;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes that are changed at two replicas on a real broker. Each test has a path of its own. */
@Timeout(120)
class PushEditsTest {
    private static final String ONE = "rtmp://a/live/sec-ret-one";
    private static final String TWO = "rtmp://a/live/sec-ret-two";
    private static final String SHOWN = "rtmp://a/live/***";

    @TempDir private static Path directory;
    private static EmbeddedKafka kafka;

    private final List<AutoCloseable> open = new ArrayList<>();

    /** What one process of control has of it. */
    private record Replica(PathName path, LiveConfig live, PostedPushes posted, PushEdits edits) {
        private ApplyConfigResponse edit(Operation operation, String settings) {
            return edits.edit(
                    new ConfigEdit(operation, ConfigEdit.Of.PUSH, path.value(), settings), "test");
        }

        private void does(Operation operation, String settings) {
            assertEquals(List.of(), edit(operation, settings).getProblemsList());
        }

        private void refuses(Operation operation, String settings, String why) {
            String problems = edit(operation, settings).getProblemsList().toString();
            assertTrue(problems.contains(why), problems);
            assertFalse(problems.contains("sec-ret"), problems);
        }

        private List<PushSettings> pushes() throws Exception {
            posted.catchUp(path);
            return posted.list().stream()
                    .filter(push -> push.path().equals(path))
                    .map(PostedPushes.Posted::settings)
                    .toList();
        }

        private List<String> urls() throws Exception {
            return pushes().stream().map(push -> push.url().text()).toList();
        }
    }

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Replica replica(String path, String settings) throws Exception {
        Path file = Files.createTempFile(directory, "millrace", ".yml");
        Files.writeString(file, settings);
        Map<String, String> here = Map.of("kafka.bootstrap-servers", kafka.bootstrapServers());
        LiveConfig live = LiveConfig.load(ConfigSources.of(Optional.of(file), Map.of(), here));
        Bulletin bulletin = new Bulletin(live.current());
        open.add(live);
        open.add(bulletin);
        PostedPushes posted = new PostedPushes(bulletin);
        return new Replica(new PathName(path), live, posted, new PushEdits(live, posted));
    }

    @Test
    void edit_atOneReplica_isThereAtTheOtherAndAtOneThatStartsLater() throws Exception {
        Replica first = replica("two/replicas", "");
        Replica second = replica("two/replicas", "");
        AtomicInteger told = new AtomicInteger();
        second.posted().subscribe(told::incrementAndGet);
        first.does(Operation.ADD, "{url: '" + ONE + "', limit: 5}");
        assertEquals(List.of(ONE), second.urls());
        second.refuses(Operation.ADD, "url: " + ONE, "has this one already");
        second.does(Operation.ADD, "url: " + TWO);
        assertEquals(List.of(ONE, TWO), first.urls());
        assertTrue(told.get() >= 2, told::toString);
        first.refuses(Operation.REMOVE, "url: " + SHOWN, "use the id");
        first.refuses(Operation.REMOVE, "url: rtmp://a/live/other", "has this one not");
        first.refuses(Operation.ADD, "url: http://a/live/sec-ret", "pushes go to rtmp");
        second.does(Operation.CHANGE, "{url: " + PushUrl.parse(ONE).id() + ", comment: changed}");
        PushSettings changed = first.pushes().getFirst();
        assertEquals("5 changed", changed.limit() + " " + changed.comment());
        first.does(Operation.REMOVE, "url: " + TWO);
        assertEquals(List.of(ONE), second.urls());
        Replica later = replica("two/replicas", "");
        assertEquals(List.of(ONE), later.urls());
        later.does(Operation.REMOVE, "url: " + SHOWN);
        assertEquals(List.of(), first.urls());
    }

    @Test
    void edit_whatTheFileHas_isChangedThereAndNotAddedAgain() throws Exception {
        String settings = "paths: {file: {pushes: [{url: '" + ONE + "'}]}}\n";
        Replica replica = replica("file", settings);
        replica.refuses(Operation.ADD, "url: " + ONE, "has this one already");
        replica.does(Operation.ADD, "url: " + TWO);
        replica.refuses(Operation.CHANGE, "{url: '" + SHOWN + "', limit: 2}", "use the id");
        replica.does(Operation.CHANGE, "{url: " + ONE + ", limit: 2}");
        assertEquals(2, inFile(replica).getFirst().limit());
        assertEquals(List.of(TWO), replica.urls());
        Replica other = replica("file", settings.replace(ONE, TWO));
        other.does(Operation.REMOVE, "url: " + TWO);
        assertEquals(List.of(), inFile(other));
        assertEquals(List.of(), replica.urls());
    }

    private static List<PushSettings> inFile(Replica replica) {
        return replica.live().current().settingsOf(replica.path()).pushes();
    }

    @Test
    void edit_pathThatCannotBe_isRefused() throws Exception {
        ConfigEdit edit = new ConfigEdit(Operation.ADD, ConfigEdit.Of.PUSH, "../x", "url: " + ONE);
        assertEquals(1, replica("x", "").edits().edit(edit, "test").getProblemsCount());
    }
}
