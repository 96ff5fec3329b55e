package io.millrace.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.testkit.client.H264Picture;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** H.264 pictures that say whose they are and which one; they parse, but show nothing. */
final class NumberedPictures {
    static final int MILLIS = 40;
    static final int TICKS = 3_600;

    /** Constrained baseline, 1280x720, 4 bits of frame_num, picture order type 2. */
    private static final byte[] SPS =
            HexFormat.of().parseHex("6742c01fda014016ec0440000003004000000c83c60ca8");

    private static final byte[] PPS = HexFormat.of().parseHex("68ce0fc8");
    private static final int GOP = 25;
    private static final int SLICE_BEGIN_BYTES = 3;

    private NumberedPictures() {}

    /** What a picture says of itself. */
    record Label(String source, int number) {}

    /** Likewise, and as many bytes more, so that it weighs something. */
    static byte[] nalUnit(Label label, int paddingBytes) {
        byte[] nalUnit = nalUnit(label);
        byte[] padded = Arrays.copyOf(nalUnit, nalUnit.length + paddingBytes);
        Arrays.fill(padded, nalUnit.length, padded.length, (byte) 'x');
        return padded;
    }

    static boolean isKey(int number) {
        return number % GOP == 0;
    }

    /**
     * NAL header and slice header (H.264, 7.3.3): first_mb_in_slice 0, slice_type 7 (I) or 5 (P),
     * pic_parameter_set_id 0, frame_num in 4 bits, and for I idr_pic_id 0. Then the label.
     */
    static byte[] nalUnit(Label label) {
        int frameNumber = label.number % GOP % 16;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (isKey(label.number)) {
            out.writeBytes(new byte[] {0x65, (byte) 0x88, (byte) (0x84 | (frameNumber << 3))});
        } else {
            int second = ((frameNumber & 7) << 5) | 0x15;
            out.writeBytes(new byte[] {0x41, (byte) (0x9A | (frameNumber >> 3)), (byte) second});
        }
        out.writeBytes((label.source + "/" + label.number + ";").getBytes(US_ASCII));
        return out.toByteArray();
    }

    static Label label(H264Picture picture) {
        byte[] slice = picture.nalUnits().getLast();
        String text =
                new String(slice, SLICE_BEGIN_BYTES, slice.length - SLICE_BEGIN_BYTES, US_ASCII);
        String[] parts = text.substring(0, text.indexOf(';')).split("/", -1);
        return new Label(parts[0], Integer.parseInt(parts[1]));
    }

    static Track track() {
        return new Track(0, new H264Format(List.of(Bytes.copyOf(SPS)), List.of(Bytes.copyOf(PPS))));
    }

    static String sdp() {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "\r\n",
                "v=0",
                "o=- 0 0 IN IP4 127.0.0.1",
                "s=numbers",
                "c=IN IP4 127.0.0.1",
                "t=0 0",
                "m=video 0 RTP/AVP 96",
                "a=rtpmap:96 H264/90000",
                "a=fmtp:96 packetization-mode=1;sprop-parameter-sets="
                        + base64.encodeToString(SPS)
                        + ","
                        + base64.encodeToString(PPS),
                "a=control:streamid=0",
                "");
    }

    /** An FLV tag with the AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.2.4.1). */
    static byte[] sequenceHeader() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x17, 0, 0, 0, 0, 1, SPS[1], SPS[2], SPS[3]});
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) SPS.length});
        out.writeBytes(SPS);
        out.writeBytes(new byte[] {1, 0, (byte) PPS.length});
        out.writeBytes(PPS);
        return out.toByteArray();
    }
}
