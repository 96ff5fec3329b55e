package io.millrace.srt.core;

import io.millrace.srt.wire.HandshakeContent;
import io.millrace.srt.wire.HandshakeExtension.Capabilities;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A caller's conclusion that the protocol has nothing against; the application decides next.
 *
 * @param timestampMicros of the packet, which the delivery clock starts from
 */
public record ConnectionRequestData(
        InetSocketAddress caller,
        HandshakeContent conclusion,
        Capabilities capabilities,
        String streamId,
        Optional<byte[]> keyMaterial,
        int timestampMicros,
        long arrivalMicros) {}
