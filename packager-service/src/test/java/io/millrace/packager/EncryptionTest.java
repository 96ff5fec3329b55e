package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RFC 8216, sections 4.3.2.4 and 5.2. */
@Timeout(60)
final class EncryptionTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final String SETTINGS =
            """
            packager: { secret: "a secret of sixteen or more" }
            paths:
              live/cam: { hls-encryption: aes-128, hls-key-rotation: 2 }
            """;

    private static byte[] decrypted(byte[] content, byte[] key, long number) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        byte[] vector = ByteBuffer.allocate(16).putLong(0).putLong(number).array();
        cipher.init(
                Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
        return cipher.doFinal(content);
    }

    @Test
    void keys_ofTheSameSecret_areTheSameAndOfOthersAreNot() {
        SegmentKeys keys = new SegmentKeys(PackagerKeys.of("one secret of ours"));
        SegmentKeys same = new SegmentKeys(PackagerKeys.of("one secret of ours"));
        SegmentKeys other = new SegmentKeys(PackagerKeys.of("another secret"));
        assertArrayEquals(keys.key(PATH, 3), same.key(PATH, 3));
        assertEquals(SegmentKeys.KEY_BYTES, keys.key(PATH, 3).length);
        assertFalse(Arrays.equals(keys.key(PATH, 3), keys.key(PATH, 4)));
        assertFalse(Arrays.equals(keys.key(PATH, 3), keys.key(new PathName("live/cam2"), 3)));
        assertFalse(Arrays.equals(keys.key(PATH, 3), other.key(PATH, 3)));
    }

    @Test
    void segment_ofAnySize_isDecryptedByKeyAndNumber() throws Exception {
        SegmentKeys keys = new SegmentKeys(PackagerKeys.of("one secret of ours"));
        for (int size : List.of(0, 1, 15, 16, 17, 188, 100_000)) {
            byte[] clear = new byte[size];
            Arrays.fill(clear, (byte) size);
            ByteBuf encrypted = keys.encrypt(Unpooled.copiedBuffer(clear), PATH, 3, 7);
            byte[] content = ByteBufUtil.getBytes(encrypted);
            encrypted.release();
            assertArrayEquals(clear, decrypted(content, keys.key(PATH, 3), 7));
        }
    }

    @Test
    void keyFile_names_areReadBack() {
        assertEquals(Optional.of(12L), SegmentKeys.parse(SegmentKeys.fileName(12)));
        for (String name : List.of("key-.key", "key--1.key", "key-01.key", "xkey-1.key")) {
            assertEquals(Optional.empty(), SegmentKeys.parse(name), name);
        }
    }

    @Test
    void playlist_keys_changeWithTheRotationAndLeaveHeadersClear() {
        String text =
                """
                #EXTM3U
                #EXT-X-MEDIA-SEQUENCE:3
                #EXT-X-MAP:URI="a.mp4"
                #EXTINF:2.0,
                seg-1-3.m4s
                #EXTINF:2.0,
                seg-1-4.m4s
                #EXT-X-MAP:URI="b.mp4"
                #EXTINF:2.0,
                seg-1-5.m4s
                """;
        assertEquals(
                """
                #EXTM3U
                #EXT-X-MEDIA-SEQUENCE:3
                #EXT-X-MAP:URI="a.mp4"
                #EXT-X-KEY:METHOD=AES-128,URI="key-1.key"
                #EXTINF:2.0,
                seg-1-3.m4s
                #EXT-X-KEY:METHOD=AES-128,URI="key-2.key"
                #EXTINF:2.0,
                seg-1-4.m4s
                #EXT-X-KEY:METHOD=NONE
                #EXT-X-MAP:URI="b.mp4"
                #EXT-X-KEY:METHOD=AES-128,URI="key-2.key"
                #EXTINF:2.0,
                seg-1-5.m4s
                """,
                KeyedPlaylist.of(text, 2));
    }

    @Test
    void playlist_deltaUpdate_countsWhatItSkips() {
        String text =
                """
                #EXT-X-MEDIA-SEQUENCE:3
                #EXT-X-SKIP:SKIPPED-SEGMENTS=4
                #EXTINF:2.0,
                seg-1-7.ts
                """;
        assertTrue(KeyedPlaylist.of(text, 7).contains("URI=\"key-1.key\""));
    }

    @Test
    void path_encrypted_isServedSoByEachPackager() throws Exception {
        try (RunningPackager one = new RunningPackager(SETTINGS);
                RunningPackager other = new RunningPackager(SETTINGS);
                HttpClient client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            new LivePath(one.log(), PATH, 1).seconds(0, 9);
            new LivePath(other.log(), PATH, 1).seconds(0, 9);
            String playlist =
                    new String(get(client, one, "stream.m3u8").body(), StandardCharsets.UTF_8);
            assertTrue(
                    playlist.contains("#EXT-X-KEY:METHOD=AES-128,URI=\"key-1.key\"\n"), playlist);
            HttpResponse<byte[]> key = get(client, other, "key-1.key");
            assertEquals(16, key.body().length);
            byte[] segment = get(client, one, "seg-1-3.ts").body();
            assertArrayEquals(segment, get(client, other, "seg-1-3.ts").body());
            byte[] clear = decrypted(segment, key.body(), 3);
            assertEquals(0, clear.length % 188);
            assertEquals(0x47, clear[0]);
            String track =
                    new String(get(client, one, "track-0.m3u8").body(), StandardCharsets.UTF_8);
            assertFalse(track.contains("#EXT-X-PART"), track);
        }
    }

    @Test
    void playlist_ofSamples_namesTheOneKeyBeforeAllThatItHoldsFor() {
        String text =
                """
                #EXTM3U
                #EXT-X-MEDIA-SEQUENCE:3
                #EXT-X-MAP:URI="a.mp4"
                #EXTINF:2.0,
                seg-1-3-0.m4s
                """;
        Bytes vector = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");
        assertEquals(
                """
                #EXTM3U
                #EXT-X-MEDIA-SEQUENCE:3
                #EXT-X-KEY:METHOD=SAMPLE-AES,URI="key-0.key",IV=0x000102030405060708090a0b0c0d0e0f
                #EXT-X-MAP:URI="a.mp4"
                #EXTINF:2.0,
                seg-1-3-0.m4s
                """,
                KeyedPlaylist.ofSamples(text, vector));
    }

    @Test
    void path_encryptedBySamples_keepsItsPartsAndIsTheSameFromEachPackager() throws Exception {
        String settings = SETTINGS.replace("aes-128", "sample-aes");
        try (RunningPackager one = new RunningPackager(settings);
                RunningPackager other = new RunningPackager(settings);
                HttpClient client = HttpClient.newHttpClient()) {
            new LivePath(one.log(), PATH, 1).seconds(0, 9);
            new LivePath(other.log(), PATH, 1).seconds(0, 9);
            String track =
                    new String(get(client, one, "track-0.m3u8").body(), StandardCharsets.UTF_8);
            assertTrue(
                    track.contains("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"key-0.key\",IV=0x"), track);
            assertTrue(track.contains("#EXT-X-PART"), track);
            String header = track.replaceAll("(?s).*#EXT-X-MAP:URI=\"([^\"]*)\".*", "$1");
            for (String file : List.of(header, "seg-1-3-0.m4s", "part-1-3-0-0.m4s")) {
                byte[] content = get(client, one, file).body();
                assertArrayEquals(content, get(client, other, file).body(), file);
                String text = new String(content, StandardCharsets.ISO_8859_1);
                assertTrue(text.contains("encv") || text.contains("senc"), file);
            }
            assertEquals(16, get(client, other, "key-0.key").body().length);
            for (String file : List.of("stream.m3u8", "ts.m3u8", "seg-1-3.ts", "manifest.mpd")) {
                assertEquals(404, get(client, one, file).statusCode(), file);
            }
        }
    }

    @Test
    void path_encryptedInAClusterWithoutASecret_isNotServedInTheClear() throws Exception {
        String settings = SETTINGS.replaceAll("packager:.*\n", "");
        try (RunningPackager alone = new RunningPackager(settings, "packager");
                HttpClient client = HttpClient.newHttpClient()) {
            new LivePath(alone.log(), PATH, 1).seconds(0, 9);
            HttpResponse<byte[]> refused = get(client, alone, "stream.m3u8");
            assertEquals(503, refused.statusCode());
            assertEquals(404, get(client, alone, "key-1.key").statusCode());
        }
    }

    private static HttpResponse<byte[]> get(HttpClient client, RunningPackager from, String file)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(from.root() + "/live/cam/" + file)).build(),
                BodyHandlers.ofByteArray());
    }
}
