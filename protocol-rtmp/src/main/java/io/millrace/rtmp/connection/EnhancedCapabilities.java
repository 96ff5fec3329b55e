package io.millrace.rtmp.connection;

import io.millrace.media.MediaKind;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.amf.AmfValue.AmfStrictArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What both ends say of themselves in {@code connect} and its answer (enhanced RTMP 2, "Enhancing
 * NetConnection connect Command").
 */
public final class EnhancedCapabilities {
    /** The status by which a server asks its peer to come anew. */
    public static final String RECONNECT_REQUEST = "NetConnection.Connect.ReconnectRequest";

    private static final List<String> VIDEO = FlvMuxer.fourCcs(MediaKind.VIDEO);
    private static final List<String> AUDIO = FlvMuxer.fourCcs(MediaKind.AUDIO);

    /** FourCcInfoMask: decodes, encodes, forwards. */
    private static final int ALL_WAYS = 0x07;

    private static final int FORWARDS = 0x04;

    private EnhancedCapabilities() {}

    /** Adds what a server says of itself: it forwards. */
    public static void describeServer(Map<String, AmfValue> members) {
        describe(members, FORWARDS);
    }

    /** Adds what a client says of itself: what it takes and gives is its application's. */
    public static void describeClient(Map<String, AmfValue> members) {
        describe(members, ALL_WAYS);
    }

    private static void describe(Map<String, AmfValue> members, int mask) {
        members.put(
                "fourCcList",
                new AmfStrictArray(
                        Stream.concat(VIDEO.stream(), AUDIO.stream()).map(AmfValue::of).toList()));
        members.put("videoFourCcInfoMap", infoMap(VIDEO, mask));
        members.put("audioFourCcInfoMap", infoMap(AUDIO, mask));
        members.put(
                "capsEx",
                AmfValue.of(
                        PeerCapabilities.RECONNECT
                                | PeerCapabilities.MULTITRACK
                                | PeerCapabilities.MOD_EX
                                | PeerCapabilities.NANO_OFFSET));
    }

    private static AmfValue infoMap(List<String> fourCcs, int mask) {
        Map<String, AmfValue> map = new LinkedHashMap<>();
        fourCcs.forEach(fourCc -> map.put(fourCc, AmfValue.of(mask)));
        return new AmfObject(map);
    }
}
