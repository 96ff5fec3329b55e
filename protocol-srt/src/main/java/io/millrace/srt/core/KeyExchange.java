package io.millrace.srt.core;

import io.millrace.srt.crypto.KeyRefusal;
import io.millrace.srt.crypto.ReceiveKeys;
import io.millrace.srt.crypto.SendKeys;
import io.millrace.srt.wire.ControlPacket.KeyMaterialExchange;
import io.millrace.srt.wire.SrtProtocolException;
import java.util.Optional;

/**
 * New keys while the connection runs (draft-sharabayko-srt, 6.1.6): ours are announced until the
 * peer answers, the peer's are taken and answered. Driven by its {@link ConnectionCore}; not
 * thread-safe.
 */
final class KeyExchange {
    private static final long MIN_REPEAT_MICROS = 100_000;

    private final ConnectionContext context;
    private long announcedMicros = Long.MIN_VALUE / 2;

    KeyExchange(ConnectionContext context) {
        this.context = context;
    }

    void onPacket(KeyMaterialExchange exchange) throws SrtProtocolException {
        if (exchange.response()) {
            Optional<SendKeys> keys = context.negotiated().keys().send();
            keys.ifPresent(sendKeys -> sendKeys.acknowledge(exchange.message()));
        } else {
            answer(exchange.message());
        }
    }

    private void answer(byte[] message) throws SrtProtocolException {
        Optional<ReceiveKeys> keys = context.negotiated().keys().receive();
        byte[] response =
                keys.isEmpty()
                        ? KeyRefusal.NO_SECRET.message()
                        : keys.get().update(message) ? message : KeyRefusal.BAD_SECRET.message();
        context.send((timestamp, destination) ->
                new KeyMaterialExchange(timestamp, destination, true, response));
    }

    void tick(long nowMicros) {
        Optional<byte[]> announcement =
                context.negotiated().keys().send().flatMap(SendKeys::announcement);
        long repeat = Math.max(MIN_REPEAT_MICROS, context.rtt().micros() * 3L / 2);
        if (announcement.isPresent() && nowMicros - announcedMicros >= repeat) {
            announcedMicros = nowMicros;
            context.send((timestamp, destination) ->
                    new KeyMaterialExchange(timestamp, destination, false, announcement.get()));
        }
    }
}
