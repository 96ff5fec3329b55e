package io.millrace.stream;

import java.util.Optional;

/** Where a reader of what is live begins; {@code join=} in a URL's query. */
public enum JoinMode {
    /** At once, with the newest entry point: the reader stays up to a group of pictures behind. */
    KEYFRAME,
    /** With the next entry point to come: after a wait, with the least delay. */
    NEXT;

    /**
     * What a URL's query asks for.
     *
     * @return empty if it is none of ours
     */
    public static Optional<JoinMode> in(String query) {
        return switch (UrlQuery.values(query).getOrDefault("join", "keyframe")) {
            case "keyframe" -> Optional.of(KEYFRAME);
            case "next" -> Optional.of(NEXT);
            default -> Optional.empty();
        };
    }
}
