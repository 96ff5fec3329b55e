package io.millrace.rtsp;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The open sessions of a server by their identifiers. Thread-safe. */
final class SessionRegistry {
    private static final int ID_BYTES = 12;

    private final ConcurrentHashMap<String, RtspSession> sessions = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** An identifier that cannot be guessed (RFC 2326, 3.4). */
    String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    void add(RtspSession session) {
        sessions.put(session.id(), session);
    }

    void remove(RtspSession session) {
        sessions.remove(session.id(), session);
    }

    Optional<RtspSession> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    int size() {
        return sessions.size();
    }

    List<RtspSession> all() {
        return List.copyOf(sessions.values());
    }
}
