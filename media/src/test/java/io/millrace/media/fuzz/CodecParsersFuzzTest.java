package io.millrace.media.fuzz;

import io.millrace.media.Bytes;
import io.millrace.media.CodecFixture;
import io.millrace.media.FrameFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.Adts;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.aac.LatmReader;
import io.millrace.media.ac3.Ac3Header;
import io.millrace.media.ac3.Eac3Header;
import io.millrace.media.av1.Av1Configuration;
import io.millrace.media.av1.Av1TemporalUnit;
import io.millrace.media.flac.FlacFrame;
import io.millrace.media.flac.FlacStreamInfo;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.H264Fixture;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.SequenceParameterSet;
import io.millrace.media.h265.H265AccessUnit;
import io.millrace.media.h265.H265SequenceParameterSet;
import io.millrace.media.jpeg.JpegImage;
import io.millrace.media.klv.KlvItems;
import io.millrace.media.lpcm.Smpte302;
import io.millrace.media.mp4.AvcDecoderConfiguration;
import io.millrace.media.mp4.HevcDecoderConfiguration;
import io.millrace.media.mpeg4video.Mpeg4VideoUnit;
import io.millrace.media.mpeg4video.VideoObjectLayer;
import io.millrace.media.mpegaudio.MpegAudioHeader;
import io.millrace.media.mpegvideo.MpegVideoPicture;
import io.millrace.media.mpegvideo.MpegVideoSequence;
import io.millrace.media.opus.OpusHead;
import io.millrace.media.opus.OpusPacket;
import io.millrace.media.vp8.Vp8Frame;
import io.millrace.media.vp9.Vp9Frame;
import io.millrace.testkit.Fuzz;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each codec's bitstream parser reads its seeds, spoilt, or says that they are malformed. */
@Tag("fuzz")
class CodecParsersFuzzTest {
    /** Parsers, each with what it reads. */
    enum Codec {
        H264 {
            @Override
            List<byte[]> seeds() {
                return List.of(cut(H264Fixture.read("no-b-pictures.h264"), 3_000));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                List<NalUnit> units = NalUnits.ofAnnexB(in);
                AccessUnit.of(units);
                for (NalUnit unit : units) {
                    tolerate(() -> SequenceParameterSet.parse(unit.toBytes()));
                }
                AvcDecoderConfiguration.read(Unpooled.wrappedBuffer(in));
            }
        },
        H265 {
            @Override
            List<byte[]> seeds() {
                return List.of(cut(CodecFixture.bytes("b-pictures.h265"), 4_000));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                List<NalUnit> units = NalUnits.ofAnnexB(in);
                H265AccessUnit.of(units);
                for (NalUnit unit : units) {
                    tolerate(() -> H265SequenceParameterSet.parse(unit.toBytes()));
                }
                HevcDecoderConfiguration.read(Unpooled.wrappedBuffer(in));
            }
        },
        AV1 {
            @Override
            List<byte[]> seeds() throws MalformedMediaException {
                return FrameFixture.temporalUnits();
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                tolerate(() -> Av1Configuration.read(in));
                Av1TemporalUnit.parse(in);
            }
        },
        VP9 {
            @Override
            List<byte[]> seeds() throws MalformedMediaException {
                return payloads(FrameFixture.vp9());
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                Vp9Frame.parse(in);
            }
        },
        VP8 {
            @Override
            List<byte[]> seeds() throws MalformedMediaException {
                return payloads(FrameFixture.vp8());
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                Vp8Frame.parse(in);
            }
        },
        MPEG_VIDEO {
            @Override
            List<byte[]> seeds() {
                return List.of(
                        cut(CodecFixture.bytes("b-pictures.m2v"), 2_000),
                        cut(CodecFixture.bytes("b-pictures.m1v"), 2_000));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                tolerate(() -> MpegVideoSequence.parse(in, 0, in.length));
                tolerate(() -> MpegVideoSequence.format(in, 0, in.length));
                MpegVideoPicture.parse(in);
            }
        },
        MPEG4_VIDEO {
            @Override
            List<byte[]> seeds() {
                return List.of(cut(CodecFixture.bytes("b-pictures.m4v"), 2_000));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                tolerate(() -> VideoObjectLayer.find(in));
                Mpeg4VideoUnit.parse(in);
            }
        },
        JPEG {
            @Override
            List<byte[]> seeds() {
                return List.of(cut(CodecFixture.bytes("standard.mjpeg"), 4_000));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                JpegImage.parse(in);
            }
        },
        AAC {
            @Override
            List<byte[]> seeds() {
                return List.of(
                        Bytes.ofHex("1190").toByteArray(),
                        Bytes.ofHex("2b920800").toByteArray(),
                        cut(CodecFixture.bytes("stereo.latm"), 1_500));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                tolerate(() -> AudioSpecificConfig.parse(Bytes.copyOf(in)));
                tolerate(() -> Adts.parse(in, 0, in.length));
                tolerate(() -> new LatmReader().configure(in));
                LatmReader.loasFrameBytes(in, 0, in.length);
                new LatmReader().read(in, 0, in.length, true);
            }
        },
        OPUS {
            @Override
            List<byte[]> seeds() {
                return List.of(
                        Bytes.ofHex("4f707573486561640106380180bb00000000010402000401020305")
                                .toByteArray(),
                        cut(CodecFixture.bytes("stereo.opus"), 600));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                tolerate(() -> OpusHead.read(Unpooled.wrappedBuffer(in)));
                OpusPacket.samples(in);
            }
        },
        FRAMED_AUDIO {
            @Override
            List<byte[]> seeds() {
                return List.of(
                        cut(CodecFixture.bytes("stereo.mp3"), 100),
                        cut(CodecFixture.bytes("surround.ac3"), 100),
                        cut(CodecFixture.bytes("stereo.eac3"), 100),
                        cut(CodecFixture.bytes("stereo.flac"), 200));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                tolerate(() -> MpegAudioHeader.parse(in, 0, in.length));
                tolerate(() -> Ac3Header.parse(in, 0, in.length));
                tolerate(() -> Eac3Header.parse(in, 0, in.length));
                tolerate(() -> FlacStreamInfo.read(in));
                FlacFrame.samples(in);
            }
        },
        DATA {
            @Override
            List<byte[]> seeds() {
                return List.of(
                        Bytes.ofHex("060e2b34020b01010e01030101000000" + "03" + "010203")
                                .toByteArray(),
                        cut(CodecFixture.bytes("s302m.ts"), 400));
            }

            @Override
            void parse(byte[] in) throws MalformedMediaException {
                tolerate(() -> KlvItems.count(in, 0, in.length));
                tolerate(() -> KlvItems.ofCells(in));
                Smpte302.unpack(in);
            }
        };

        abstract List<byte[]> seeds() throws MalformedMediaException;

        abstract void parse(byte[] in) throws MalformedMediaException;
    }

    /** Part of a parser; what it says of bad bytes does not end the rest. */
    private interface Part {
        void run() throws MalformedMediaException;
    }

    private static void tolerate(Part part) {
        try {
            part.run();
        } catch (MalformedMediaException e) {
            if (e.getMessage() == null) {
                throw new AssertionError("malformed, and no word of what", e);
            }
        }
    }

    private static byte[] cut(byte[] bytes, int size) {
        return Arrays.copyOf(bytes, Math.min(size, bytes.length));
    }

    private static List<byte[]> payloads(FrameFixture fixture) {
        return fixture.units().stream().map(unit -> unit.payload()).toList();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void parse_spoilt_isReadOrMalformed(Codec codec) throws Exception {
        Fuzz.run("codec-" + codec, codec.seeds(), in -> tolerate(() -> codec.parse(in)));
    }
}
