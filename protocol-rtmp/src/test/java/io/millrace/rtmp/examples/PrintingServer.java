package io.millrace.rtmp.examples;

import io.millrace.rtmp.RtmpServer;
import io.millrace.rtmp.RtmpSettings;
import io.millrace.rtmp.handler.AudioSample;
import io.millrace.rtmp.handler.CodecConfiguration;
import io.millrace.rtmp.handler.RtmpHandler;
import io.millrace.rtmp.handler.StreamRequest;
import io.millrace.rtmp.handler.VideoSample;
import io.millrace.stream.Counters;
import io.millrace.stream.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;

/** Takes publishers of the app "live" and prints their codecs and samples. */
record PrintingServer(PrintStream out) implements RtmpHandler {
    /** Arguments: port. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address = new InetSocketAddress(Integer.parseInt(arguments[0]));
        PrintStream out = System.out;
        try (RtmpServer server = start(address, out)) {
            out.println("rtmp://localhost:" + server.port() + "/live/key");
            Thread.currentThread().join();
        }
    }

    static RtmpServer start(InetSocketAddress address, PrintStream out) throws IOException {
        return RtmpServer.start(
                RtmpSettings.on(address),
                RtmpServer.Roles.handledBy(() -> new PrintingServer(out), Media.DEMUXED),
                new Counters());
    }

    @Override
    public void onPublish(StreamRequest request) throws RefusedException {
        if (!request.path().startsWith("live/")) {
            throw new RefusedException(RefusedException.Cause.FORBIDDEN, "publish to app live");
        }
    }

    @Override
    public void onCodec(CodecConfiguration configuration) {
        out.printf("codec %s, %d bytes%n", configuration.codec(), configuration.initData().length);
    }

    @Override
    public void onVideo(VideoSample sample) {
        out.printf(
                "picture dts %d pts %d key %b, %d NAL units%n",
                sample.dtsTicks(), sample.ptsTicks(), sample.keyFrame(), sample.nalUnits().size());
    }

    @Override
    public void onAudio(AudioSample sample) {
        out.printf("sound at %d, %d bytes%n", sample.timestampTicks(), sample.payload().length);
    }

    @Override
    public void onClosed() {
        out.println("closed");
    }
}
