package io.millrace.rtmp.carriage;

import io.millrace.media.MediaKind;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfBoolean;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code onMetaData} says will come. Encoders fill it as they like, so only the presence of
 * audio and video is taken from it; all else is in the codecs' own configurations.
 */
public record MediaAnnouncement(Set<MediaKind> kinds) {
    public MediaAnnouncement {
        kinds = Set.copyOf(kinds);
    }

    /**
     * Reads the values of a data message: {@code onMetaData} and its members, with or without
     * {@code @setDataFrame} before it.
     *
     * @return empty if it is another message, or names neither audio nor video
     */
    public static Optional<MediaAnnouncement> of(List<AmfValue> values) {
        Optional<Map<String, AmfValue>> metadata = metadata(values);
        if (metadata.isEmpty()) {
            return Optional.empty();
        }
        Map<String, AmfValue> members = metadata.get();
        Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
        if (announces(members, "videocodecid", "hasVideo")) {
            kinds.add(MediaKind.VIDEO);
        }
        if (announces(members, "audiocodecid", "hasAudio")) {
            kinds.add(MediaKind.AUDIO);
        }
        return kinds.isEmpty() ? Optional.empty() : Optional.of(new MediaAnnouncement(kinds));
    }

    /** The members of {@code onMetaData}; empty if the values are of another message. */
    public static Optional<Map<String, AmfValue>> metadata(List<AmfValue> values) {
        int at = text(values, 0).equals("@setDataFrame") ? 1 : 0;
        return text(values, at).equals("onMetaData") && values.size() >= at + 2
                ? Optional.of(values.get(at + 1).asMembers())
                : Optional.empty();
    }

    private static boolean announces(
            Map<String, AmfValue> members, String codecMember, String flagMember) {
        if (members.get(flagMember) instanceof AmfBoolean(boolean present)) {
            return present;
        }
        return members.containsKey(codecMember);
    }

    private static String text(List<AmfValue> values, int index) {
        return index < values.size() ? values.get(index).asString().orElse("") : "";
    }
}
