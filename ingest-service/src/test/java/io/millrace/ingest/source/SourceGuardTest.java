package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.stream.Client;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.RefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceGuardTest {
    private static final Client PEER =
            Client.of("rtmp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000));

    @TempDir private Path folder;
    private final List<String> passed = new ArrayList<>();

    private SourceGuard guard() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("millrace.yml"),
                        """
                        paths:
                          gate:
                            source: rtsp://anna:secret@10.0.0.7/stream1
                        """);
        LiveConfig live =
                LiveConfig.load(new ConfigSources(Optional.of(file), false, Map.of(), Map.of()));
        return new SourceGuard(
                (request, _) -> {
                    passed.add(request.path().value());
                    return new CompletableFuture<>();
                },
                live);
    }

    private static PublishRequest request(String path, Client client) {
        return new PublishRequest(new PathName(path), client, List.of());
    }

    @Test
    void publish_pathWithSource_isRefusedWithTheReasonAndNoPassword() throws Exception {
        var refused = guard().publish(request("gate", PEER), _ -> {}).toCompletableFuture();
        CompletionException thrown = assertThrows(CompletionException.class, refused::join);
        RefusedException cause = assertInstanceOf(RefusedException.class, thrown.getCause());
        assertEquals(RefusedException.Cause.BUSY, cause.refusal());
        String text = String.valueOf(cause.getMessage());
        assertTrue(text.contains("path 'gate' has a source of its own, rtsp://"), text);
        assertFalse(text.contains("secret"), text);
        assertEquals(List.of(), passed);
    }

    @Test
    void publish_otherPathOrTheSourceItself_passes() throws Exception {
        SourceGuard guard = guard();
        var _ = guard.publish(request("door", PEER), _ -> {});
        var _ = guard.publish(request("gate", Client.internal("source")), _ -> {});
        assertEquals(List.of("door", "gate"), passed);
    }
}
