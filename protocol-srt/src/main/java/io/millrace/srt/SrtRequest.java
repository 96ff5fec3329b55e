package io.millrace.srt;

import io.millrace.srt.core.ConnectionRequestData;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.crypto.Passphrase;
import io.millrace.srt.crypto.ReceiveKeys;
import io.millrace.srt.wire.Rejection;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A caller that waits for a decision. Thread-safe; the first decision counts. */
public final class SrtRequest {
    /** A caller that is not answered for so long is refused. */
    public static final int DECISION_SECONDS = 5;

    private final ServerPort port;
    private final ConnectionRequestData data;

    SrtRequest(ServerPort port, ConnectionRequestData data) {
        this.port = port;
        this.data = data;
    }

    /** What the caller asks for; empty when it did not say. */
    public String streamId() {
        return data.streamId();
    }

    public InetSocketAddress remoteAddress() {
        return data.caller();
    }

    /** The event loop that the connection will be confined to. */
    public EventExecutor executor() {
        return port.pump().executor();
    }

    /** Whether the caller encrypts: then the settings it is accepted with need its passphrase. */
    public boolean isEncrypted() {
        return data.keyMaterial().isPresent();
    }

    /**
     * Why {@link #accept} with these settings would refuse the caller: its passphrase is missing,
     * not expected, or another. To be asked before anything is done for the caller.
     */
    public Optional<Rejection> objection(SrtSettings settings) {
        Optional<Passphrase> passphrase = settings.encryption().passphrase();
        Optional<byte[]> message = data.keyMaterial();
        if (passphrase.isPresent() != message.isPresent()) {
            return Optional.of(Rejection.UNSECURE);
        }
        if (passphrase.isEmpty() || message.isEmpty()) {
            return Optional.empty();
        }
        try {
            boolean same = ReceiveKeys.open(passphrase.get(), message.get()).isPresent();
            return same ? Optional.empty() : Optional.of(Rejection.BAD_SECRET);
        } catch (SrtProtocolException _) {
            return Optional.of(Rejection.CRYPTO);
        }
    }

    /**
     * Takes the caller on. It is refused all the same when the passphrase of the settings is not
     * the caller's.
     */
    public void accept(SrtSettings settings, SrtConnectionHandler handler) {
        port.decide(() -> port.accept(data, settings, handler));
    }

    /** Refuses the caller, which is told the code. */
    public void reject(Rejection rejection) {
        port.decide(() -> port.reject(data, rejection));
    }
}
