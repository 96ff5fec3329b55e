package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.mp4.FragmentReader;
import io.millrace.media.mp4.Mp4Limits;
import io.millrace.stream.Counters;
import io.millrace.stream.Publisher;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The segments of one playlist, or their parts, one after the other, in whichever form they are.
 * Used by one thread, which it blocks.
 */
final class HlsSegments {
    private static final int MAX_SEGMENT_BYTES = 64 << 20;
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final int KEY_BYTES = 16;

    private final HlsHttp http;
    private final TsPublication transport;
    private final FragmentReader fragments;
    private Optional<HlsPlaylist.Resource> header = Optional.empty();
    private Optional<URI> keyAddress = Optional.empty();
    private byte[] key = new byte[0];

    HlsSegments(
            HlsHttp http,
            Publisher publisher,
            PullRequest request,
            Counters counters,
            int firstTrack) {
        this.http = http;
        this.transport =
                new TsPublication(publisher, request.title(), request.spec().transport(), counters);
        this.fragments = new FragmentReader(firstTrack, Mp4Limits.DEFAULT, new Sink(publisher));
    }

    private record Sink(Publisher publisher) implements UnitSink {
        @Override
        public void onTracks(List<Track> tracks) {
            publisher.describe(tracks);
        }

        @Override
        public void onUnit(Unit unit) {
            publisher.write(unit);
        }
    }

    /** Bytes of the playlist at this address. */
    static byte[] get(HlsHttp http, URI playlist, HlsPlaylist.Resource resource)
            throws IOException, InterruptedException {
        return get(http, playlist, resource, MAX_SEGMENT_BYTES);
    }

    private static byte[] get(
            HlsHttp http, URI playlist, HlsPlaylist.Resource resource, int mostBytes)
            throws IOException, InterruptedException {
        return http.get(playlist.resolve(resource.uri()), resource.range(), mostBytes);
    }

    /** Reads a segment, or a part of one, of the playlist at this address. */
    void read(URI playlist, HlsCursor.Item item, byte[] bytes)
            throws IOException, InterruptedException, MalformedMediaException {
        byte[] content =
                item.key().isPresent()
                        ? decrypted(playlist, item.key().get(), item.number(), bytes)
                        : bytes;
        if (item.header().isEmpty()) {
            transport.read(Unpooled.wrappedBuffer(content));
            return;
        }
        if (!item.header().equals(header)) {
            fragments.header(get(http, playlist, item.header().get(), MAX_HEADER_BYTES));
            header = item.header();
        }
        fragments.fragments(content, System.currentTimeMillis() * 1_000);
    }

    /** RFC 8216, section 5.2: AES-128 in CBC, with PKCS7 padding. */
    private byte[] decrypted(URI playlist, HlsPlaylist.Key how, long number, byte[] content)
            throws IOException, InterruptedException {
        Optional<URI> address = Optional.of(playlist.resolve(how.uri()));
        if (!address.equals(keyAddress)) {
            key = http.get(address.get(), KEY_BYTES);
            keyAddress = address;
        }
        byte[] iv =
                how.iv()
                        .map(HexFormat.of()::parseHex)
                        .orElseGet(() ->
                                ByteBuffer.allocate(KEY_BYTES).putLong(Long.BYTES, number).array());
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException wrong) {
            throw new IOException("a segment is not encrypted by its key", wrong);
        }
    }

    void finish() {
        transport.finish();
    }
}
