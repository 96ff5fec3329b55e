package io.millrace.rtmp.connection;

import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.connection.MessageWriter.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a stream is instead: told as enhanced RTMP 2 does (a request to reconnect), and as Flash
 * servers did (a refusal whose {@code ex} has code 302 and the address of the application; beside
 * it the stream's own, as SRS tells it).
 *
 * @param stream its URL
 */
public record Relocation(String stream) {
    private static final String REJECTED = "NetConnection.Connect.Rejected";
    private static final int FOUND = 302;

    /** To this URL of a stream. */
    public static Relocation of(String stream) {
        return new Relocation(stream);
    }

    /** All but the stream's name. */
    private String application() {
        return stream.substring(0, stream.lastIndexOf('/'));
    }

    /** Tells the peer. */
    public void tell(MessageWriter out, boolean takesReconnectRequest) {
        if (takesReconnectRequest) {
            out.status(
                    0,
                    Status.ok(EnhancedCapabilities.RECONNECT_REQUEST, "served elsewhere"),
                    "tcUrl",
                    AmfValue.of(application()));
        }
        Map<String, AmfValue> elsewhere = new LinkedHashMap<>();
        elsewhere.put("code", AmfValue.of(FOUND));
        elsewhere.put("redirect", AmfValue.of(application()));
        elsewhere.put("redirect2", AmfValue.of(stream));
        out.status(0, Status.error(REJECTED, "served elsewhere"), "ex", new AmfObject(elsewhere));
    }

    /**
     * What a server's status says; empty if it moves nothing.
     *
     * @param name of the stream that was asked for, which servers may leave out
     */
    public static Optional<Relocation> in(Map<String, AmfValue> status, String name) {
        boolean rejected =
                status.getOrDefault("code", new AmfNull())
                        .asString()
                        .filter(REJECTED::equals)
                        .isPresent();
        Map<String, AmfValue> elsewhere =
                rejected ? status.getOrDefault("ex", new AmfNull()).asMembers() : Map.of();
        return text(elsewhere, "redirect2")
                .or(() -> text(elsewhere, "redirect").map(url -> url + "/" + name))
                .map(Relocation::new);
    }

    private static Optional<String> text(Map<String, AmfValue> members, String name) {
        return members.getOrDefault(name, new AmfNull()).asString().filter(url -> !url.isEmpty());
    }
}
