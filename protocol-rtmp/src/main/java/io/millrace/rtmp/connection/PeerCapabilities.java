package io.millrace.rtmp.connection;

import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfStrictArray;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a peer says in {@code connect} or its answer that it takes (enhanced RTMP 2, "Enhancing
 * NetConnection connect Command").
 *
 * @param reconnects knows what to do with a ReconnectRequest
 * @param multitrack reads bodies of several tracks
 * @param exactTimes reads ModEx and heeds nanosecond offsets, and knows H.264 and AAC by FourCC:
 *     their old headers have no place for an offset
 */
public record PeerCapabilities(boolean reconnects, boolean multitrack, boolean exactTimes) {
    /** Of a peer that says nothing. */
    public static final PeerCapabilities NONE = new PeerCapabilities(false, false, false);

    /** CapsExMask: knows ReconnectRequest. */
    static final int RECONNECT = 0x01;

    /** CapsExMask: reads bodies of several tracks. */
    static final int MULTITRACK = 0x02;

    /** CapsExMask: reads packets with ModEx before them. */
    static final int MOD_EX = 0x04;

    /** CapsExMask: heeds nanosecond offsets. */
    static final int NANO_OFFSET = 0x08;

    private static final String ANY_CODEC = "*";
    private static final Set<String> OLD_CODECS = Set.of("avc1", "mp4a");

    /** Reads the members of what it said. */
    public static PeerCapabilities of(Map<String, AmfValue> members) {
        double number = members.getOrDefault("capsEx", AmfValue.of(0)).asNumber().orElse(0.0);
        int caps = number >= 0 && number <= Integer.MAX_VALUE ? (int) number : 0;
        int exact = MOD_EX | NANO_OFFSET;
        return new PeerCapabilities(
                (caps & RECONNECT) != 0,
                (caps & MULTITRACK) != 0,
                (caps & exact) == exact && knowsOldCodecsByFourCc(members));
    }

    private static boolean knowsOldCodecsByFourCc(Map<String, AmfValue> members) {
        Set<String> known = new HashSet<>();
        if (members.get("fourCcList") instanceof AmfStrictArray list) {
            list.elements().forEach(fourCc -> fourCc.asString().ifPresent(known::add));
        }
        if (known.contains(ANY_CODEC) || known.containsAll(OLD_CODECS)) {
            return true;
        }
        Set<String> video = infoMap(members, "videoFourCcInfoMap");
        Set<String> audio = infoMap(members, "audioFourCcInfoMap");
        return (video.contains(ANY_CODEC) || video.contains("avc1"))
                && (audio.contains(ANY_CODEC) || audio.contains("mp4a"));
    }

    private static Set<String> infoMap(Map<String, AmfValue> members, String name) {
        return members.getOrDefault(name, AmfValue.of(0)).asMembers().keySet();
    }
}
