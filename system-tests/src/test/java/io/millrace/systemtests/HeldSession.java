package io.millrace.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.client.RtmpClient;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A session that is held open and says whether it was ended, and whether it gets on. It reads on a
 * thread of its own.
 */
final class HeldSession implements AutoCloseable {
    private static final int OPEN_TRIES = 60;
    private static final long PAUSE_MILLIS = 250;

    private final String name;
    private final Work work;
    private final Closeable resource;
    private final AtomicLong progress = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Reads once; returns how far it got by that, throws when the session is over. */
    private interface Work {
        long step() throws IOException, InterruptedException;
    }

    private HeldSession(String name, Closeable resource, Work work) {
        this.name = name;
        this.resource = resource;
        this.work = work;
        Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** A publisher or reader that is a program: it goes on as long as it runs. */
    static HeldSession program(String name, ChildProcess program) {
        return new HeldSession(
                name,
                program::close,
                () -> {
                    pause();
                    require(program.isRunning(), program.output());
                    return 1;
                });
    }

    /** A program that reads into a file: it gets on as the file grows. */
    static HeldSession receiver(String name, ChildProcess program, Path file) {
        AtomicLong size = new AtomicLong();
        return new HeldSession(
                name,
                program::close,
                () -> {
                    pause();
                    require(program.isRunning(), program.output());
                    long now = Files.exists(file) ? Files.size(file) : 0;
                    return now - size.getAndSet(now);
                });
    }

    static HeldSession rtsp(String name, int port, String path) throws IOException {
        LivePictures pictures = LivePictures.rtsp(port, path);
        return new HeldSession(name, pictures::close, () -> pictures.next().md5().length());
    }

    /** Tries again until the path is there. */
    static HeldSession rtmp(String name, int port, String path)
            throws IOException, InterruptedException {
        for (int left = OPEN_TRIES; ; left--) {
            RtmpClient client = new RtmpClient(port);
            try {
                client.play(path);
                awaitVideo(client);
                return new HeldSession(name, client::close, () -> client.read().payload().length);
            } catch (IOException notYet) {
                client.close();
                if (left == 0) {
                    throw notYet;
                }
                pause();
            }
        }
    }

    private static void awaitVideo(RtmpClient client) throws IOException {
        while (client.read().type() != RtmpClient.VIDEO) {
            // commands and audio come first
        }
    }

    /** An endless stream. */
    static HeldSession endless(String name, URI uri) throws IOException {
        HttpURLConnection connection = open(uri);
        require(connection.getResponseCode() == 200, uri + " " + connection.getResponseCode());
        InputStream stream = connection.getInputStream();
        byte[] buffer = new byte[65_536];
        return new HeldSession(
                name,
                connection::disconnect,
                () -> {
                    int read = stream.read(buffer);
                    require(read >= 0, "end of stream");
                    return read;
                });
    }

    /** A viewer that reloads a playlist: it gets on as the playlist changes. */
    static HeldSession playlist(String name, URI uri) {
        AtomicLong last = new AtomicLong();
        return new HeldSession(
                name,
                () -> {},
                () -> {
                    pause();
                    HttpURLConnection connection = open(uri);
                    require(connection.getResponseCode() == 200, uri + " is not there");
                    try (InputStream in = connection.getInputStream()) {
                        int hash = new String(in.readAllBytes(), UTF_8).hashCode();
                        return last.getAndSet(hash) == hash ? 0 : 1;
                    }
                });
    }

    private static HttpURLConnection open(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(15_000);
        return connection;
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(PAUSE_MILLIS);
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }

    private void run() {
        try {
            while (true) {
                progress.addAndGet(work.step());
            }
        } catch (IOException over) {
            System.out.println(name + " ended: " + over.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.set(true);
        }
    }

    String name() {
        return name;
    }

    boolean isEnded() {
        return ended.get();
    }

    /** Grows as media comes. */
    long progress() {
        return progress.get();
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
