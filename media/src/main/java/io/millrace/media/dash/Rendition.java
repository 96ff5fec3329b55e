package io.millrace.media.dash;

import io.millrace.media.hls.CmafSegment;
import java.util.List;

/**
 * What one path gives to a manifest.
 *
 * @param name of the path; part of the ids of its Representations
 * @param folder where its files are, from the manifest's own: empty, or with a slash at the end
 * @param segments its listed segments, oldest first; all complete but the last, which may be
 *     growing
 */
public record Rendition(String name, String folder, List<CmafSegment> segments) {
    public Rendition {
        segments = List.copyOf(segments);
    }

    /** Those that have ended. */
    List<CmafSegment> complete() {
        return segments.stream().filter(CmafSegment::isComplete).toList();
    }
}
