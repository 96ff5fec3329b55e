package io.millrace.media.flv;

import io.millrace.media.AudioFormat;
import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.PictureInfo;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code onMetaData} (E.5): what tracks there are, as AMF0 values, for the body of a script
 * tag or an RTMP data message.
 */
public final class FlvMetadata {
    private static final int AMF0_NUMBER = 0;
    private static final int AMF0_STRING = 2;
    private static final int AMF0_ECMA_ARRAY = 8;
    private static final int AMF0_OBJECT_END = 9;

    private FlvMetadata() {}

    /** Appends the name and its members: of each kind, what the first track is. */
    public static void write(List<Track> tracks, ByteBuf out) {
        Map<String, Double> members = members(tracks);
        out.writeByte(AMF0_STRING);
        text("onMetaData", out);
        out.writeByte(AMF0_ECMA_ARRAY).writeInt(members.size() + 1);
        members.forEach((name, value) -> {
            text(name, out);
            out.writeByte(AMF0_NUMBER).writeDouble(value);
        });
        text("encoder", out);
        out.writeByte(AMF0_STRING);
        text("Millrace", out);
        out.writeShort(0).writeByte(AMF0_OBJECT_END);
    }

    private static void text(String text, ByteBuf out) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    private static Map<String, Double> members(List<Track> tracks) {
        Map<String, Double> members = new LinkedHashMap<>();
        for (Track track : tracks) {
            Format format = track.format();
            if (format.kind() == MediaKind.VIDEO && !members.containsKey("videocodecid")) {
                members.put("videocodecid", (double) FlvMuxer.codecId(format));
                PictureInfo.of(format)
                        .ifPresent(picture -> {
                            members.put("width", (double) picture.width());
                            members.put("height", (double) picture.height());
                            picture.framesPerSecond()
                                    .ifPresent(rate -> members.put("framerate", rate));
                        });
            }
            if (format instanceof AudioFormat audio && !members.containsKey("audiocodecid")) {
                members.put("audiocodecid", (double) FlvMuxer.codecId(format));
                members.put("audiosamplerate", (double) audio.clockRate());
                members.put("audiochannels", (double) audio.channels());
            }
        }
        return members;
    }
}
