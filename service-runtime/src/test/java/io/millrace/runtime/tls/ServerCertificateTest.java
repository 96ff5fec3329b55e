package io.millrace.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.config.TlsConfig;
import io.millrace.stream.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerCertificateTest {
    private static final TlsConfig.Listener OFF = new TlsConfig.Listener(false, 0);

    @TempDir private Path directory;
    private Runnable tick = () -> {};
    private final Ticker ticker =
            (_, work) -> {
                tick = work;
                return () -> {};
            };

    @Test
    void keyManager_noFiles_makesItsOwn() throws Exception {
        TlsConfig settings = settings(Optional.empty(), Optional.empty());
        try (ServerCertificate certificate = new ServerCertificate(() -> settings, ticker)) {
            X509Certificate shown = certificate.keyManager().current().certificate();
            assertEquals("CN=localhost", shown.getSubjectX500Principal().getName());
        }
    }

    @Test
    void files_thatChange_areShownToNewConnections() throws Exception {
        Identity first = SelfSigned.create();
        write(first, 1_000);
        TlsConfig settings = settings(Optional.of(file("cert")), Optional.of(file("key")));
        try (ServerCertificate certificate = new ServerCertificate(() -> settings, ticker)) {
            BlockingQueue<Identity> seen = new LinkedBlockingQueue<>();
            certificate.follow(seen::add);
            assertEquals(first.certificate(), seen.remove().certificate());
            Identity second = SelfSigned.create();
            assertNotEquals(first.certificate(), second.certificate());
            write(second, 2_000);
            tick.run();
            Identity newest = seen.poll(60, TimeUnit.SECONDS);
            assertEquals(second.certificate(), newest.certificate());
            assertEquals(second.certificate(), certificate.keyManager().current().certificate());
        }
    }

    @Test
    void files_otherOnesAreSet_areShownToNewConnections() throws Exception {
        write(SelfSigned.create(), 1_000);
        AtomicReference<TlsConfig> settings =
                new AtomicReference<>(settings(Optional.empty(), Optional.empty()));
        try (ServerCertificate certificate = new ServerCertificate(settings::get, ticker)) {
            BlockingQueue<Identity> seen = new LinkedBlockingQueue<>();
            certificate.follow(seen::add);
            seen.remove();
            settings.set(settings(Optional.of(file("cert")), Optional.of(file("key"))));
            tick.run();
            Identity newest = seen.poll(60, TimeUnit.SECONDS);
            assertEquals(
                    PemFiles.read(file("cert"), file("key")).certificate(), newest.certificate());
        }
    }

    @Test
    void load_keyOfAnotherCertificate_isRefused() throws Exception {
        write(SelfSigned.create(), 1_000);
        writeKey(SelfSigned.create().key());
        IOException e =
                assertThrows(IOException.class, () -> PemFiles.read(file("cert"), file("key")));
        assertTrue(
                String.valueOf(e.getMessage()).endsWith("is not the key of " + file("cert")),
                e::getMessage);
    }

    @Test
    void load_filesThatAreNone_saysWhich() throws Exception {
        write(SelfSigned.create(), 1_000);
        Files.writeString(file("key"), "nothing");
        IOException e =
                assertThrows(IOException.class, () -> PemFiles.read(file("cert"), file("key")));
        assertTrue(String.valueOf(e.getMessage()).contains("openssl pkcs8"), e::getMessage);
        Files.writeString(file("cert"), "nothing");
        assertThrows(IOException.class, () -> PemFiles.read(file("cert"), file("key")));
    }

    private TlsConfig settings(Optional<Path> certificate, Optional<Path> key) {
        return new TlsConfig(
                certificate,
                key,
                Optional.empty(),
                OFF,
                OFF,
                OFF,
                TlsConfig.Ports.PLAIN,
                TlsConfig.Grpc.OFF);
    }

    private Path file(String name) {
        return directory.resolve(name + ".pem");
    }

    private void write(Identity identity, long atMillis) throws Exception {
        String certificate = pem("CERTIFICATE", identity.certificate().getEncoded());
        Files.writeString(file("cert"), certificate);
        writeKey(identity.key());
        for (String name : Arrays.asList("cert", "key")) {
            Files.setLastModifiedTime(file(name), FileTime.fromMillis(atMillis));
        }
    }

    private void writeKey(PrivateKey key) throws IOException {
        Files.writeString(file("key"), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(der),
                        label);
    }
}
