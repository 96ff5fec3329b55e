package io.millrace.packager;

import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentWindow;
import java.util.concurrent.ConcurrentHashMap;

/** A path's complete segments as CMAF tracks: each is cut once, when first asked for. */
final class CutSegments {
    private final ConcurrentHashMap<SegmentName, CmafSegment> cut = new ConcurrentHashMap<>();
    private final int partMillis;

    CutSegments(int partMillis) {
        this.partMillis = partMillis;
    }

    CmafSegment of(Segment segment) {
        return cut.computeIfAbsent(segment.name(), _ -> CmafSegment.of(segment, partMillis));
    }

    /** Lets those go that the window has let go. */
    void keepOnly(SegmentWindow window) {
        cut.keySet().removeIf(name -> window.find(name).isEmpty());
    }
}
