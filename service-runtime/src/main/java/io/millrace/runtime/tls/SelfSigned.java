package io.millrace.runtime.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes a certificate of its own with the JDK's keytool, for trying things out. Blocks. */
final class SelfSigned {
    private static final String PASSWORD = "millrace";
    private static final int TIMEOUT_SECONDS = 30;

    private SelfSigned() {}

    static Identity create() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("millrace-tls");
        Path store = directory.resolve("self-signed.p12");
        try {
            run(store);
            return read(store);
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(directory);
        }
    }

    private static void run(Path store) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                keytool.toString(),
                                "-genkeypair",
                                "-alias",
                                PASSWORD,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-validity",
                                "365",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("keytool made no certificate within " + TIMEOUT_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException("keytool made no certificate: exit code " + process.exitValue());
        }
    }

    private static Identity read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            PrivateKey key = (PrivateKey) store.getKey(PASSWORD, PASSWORD.toCharArray());
            X509Certificate certificate = (X509Certificate) store.getCertificate(PASSWORD);
            return new Identity(key, List.of(certificate));
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("keytool's certificate cannot be read", unreadable);
        }
    }
}
