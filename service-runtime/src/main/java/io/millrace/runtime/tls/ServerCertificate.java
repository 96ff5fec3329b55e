package io.millrace.runtime.tls;

import io.millrace.runtime.config.TlsConfig;
import io.millrace.stream.Ticker;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of this process. It is loaded when a listener first needs it, and again when its
 * files change, or other ones are set; new connections then see the new one, and open ones go on.
 * Files that cannot be used leave the old one in place. Without files it is made, and nobody will
 * trust it. Thread-safe.
 */
public final class ServerCertificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final long LOOK_MILLIS = 2_000;

    private final Supplier<TlsConfig> settings;
    private final CurrentKeyManager keyManager = new CurrentKeyManager();
    private final List<Consumer<Identity>> followers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Ticker.Registration tick;
    private volatile Optional<Stamp> loaded = Optional.empty();

    /** The files, and when they were written. */
    private record Stamp(Optional<Written> certificate, Optional<Written> key) {}

    private record Written(Path file, FileTime at) {}

    public ServerCertificate(Supplier<TlsConfig> settings, Ticker ticker) {
        this.settings = settings;
        this.tick = ticker.every(LOOK_MILLIS, this::look);
    }

    /** For servers on Netty; stays right when the certificate changes. Blocks the first time. */
    public SslContext nettyContext() throws IOException, InterruptedException {
        return SslContextBuilder.forServer(keyManager())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    /** The key manager that always shows the newest certificate. Blocks the first time. */
    CurrentKeyManager keyManager() throws IOException, InterruptedException {
        ensureLoaded();
        return keyManager;
    }

    /** Tells the certificate that is there, and each that follows. Blocks the first time. */
    void follow(Consumer<Identity> follower) throws IOException, InterruptedException {
        ensureLoaded();
        followers.add(follower);
        follower.accept(keyManager.current());
    }

    private synchronized void ensureLoaded() throws IOException, InterruptedException {
        if (loaded.isEmpty()) {
            TlsConfig files = settings.get();
            Stamp stamp = stamp(files);
            keyManager.become(load(files));
            loaded = Optional.of(stamp);
        }
    }

    private static Identity load(TlsConfig settings) throws IOException, InterruptedException {
        Optional<Path> certificate = settings.certificate();
        Optional<Path> key = settings.key();
        if (certificate.isPresent() && key.isPresent()) {
            return PemFiles.read(certificate.get(), key.get());
        }
        LOG.warn(
                "TLS uses a certificate that was made just now and that nobody trusts:"
                        + " set tls.certificate and tls.key");
        return SelfSigned.create();
    }

    private static Stamp stamp(TlsConfig settings) throws IOException {
        return new Stamp(written(settings.certificate()), written(settings.key()));
    }

    private static Optional<Written> written(Optional<Path> file) throws IOException {
        return file.isPresent()
                ? Optional.of(new Written(file.get(), Files.getLastModifiedTime(file.get())))
                : Optional.empty();
    }

    private void look() {
        if (loaded.isPresent()
                && settings.get().certificate().isPresent()
                && looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("tls-reload").start(this::reloadIfChanged);
        }
    }

    private void reloadIfChanged() {
        try {
            TlsConfig files = settings.get();
            Stamp stamp = stamp(files);
            if (loaded.filter(stamp::equals).isPresent()) {
                return;
            }
            Identity identity = load(files);
            loaded = Optional.of(stamp);
            keyManager.become(identity);
            followers.forEach(follower -> follower.accept(identity));
            LOG.info("TLS uses the new {}", files.certificate().orElseThrow());
        } catch (IOException unusable) {
            LOG.warn("TLS keeps its certificate: {}", unusable.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            looking.set(false);
        }
    }

    @Override
    public void close() {
        tick.close();
    }
}
