package io.millrace.rtmp;

import io.millrace.rtmp.amf.Amf0Decoder;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.carriage.MediaAnnouncement;
import io.millrace.rtmp.connection.Command;
import io.millrace.rtmp.handler.RawMessage;
import io.millrace.rtmp.handler.RtmpHandler;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.millrace.stream.EndReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands a publisher's messages to an application's handler, demuxed or raw. Confined to the event
 * loop.
 */
final class HandlerInput implements MediaInput {
    private final RtmpHandler handler;
    private final Optional<PublishSession> demuxer;
    private long mediaMessages;

    /** Demuxes where there is a {@code demuxer}, whose publisher tells the handler of samples. */
    HandlerInput(RtmpHandler handler, Optional<PublishSession> demuxer) {
        this.handler = handler;
        this.demuxer = demuxer;
    }

    @Override
    public void onMessage(RtmpMessage message, long ntpMicros) throws RtmpProtocolException {
        boolean media = message.type() == MessageType.VIDEO || message.type() == MessageType.AUDIO;
        if (media) {
            mediaMessages++;
        }
        if (demuxer.isEmpty()) {
            handler.onMessage(
                    new RawMessage(
                            message.type(), message.timestampMillis(), message.payload().slice()));
            return;
        }
        if (!media) {
            onData(Amf0Decoder.decodeAll(Command.amf0(withOwnIndex(message))));
        }
        demuxer.get().onMessage(message, ntpMicros);
    }

    /** So that reading it leaves the message as it is. */
    private static RtmpMessage withOwnIndex(RtmpMessage message) {
        return new RtmpMessage(
                message.type(),
                message.streamId(),
                message.timestampMillis(),
                message.payload().duplicate());
    }

    private void onData(List<AmfValue> values) {
        Optional<Map<String, AmfValue>> metadata = MediaAnnouncement.metadata(values);
        metadata.ifPresent(handler::onMetadata);
    }

    @Override
    public long mediaMessages() {
        return mediaMessages;
    }

    @Override
    public String hopelessBecause() {
        return demuxer.map(PublishSession::hopelessBecause).orElse("");
    }

    @Override
    public void close(EndReason reason) {
        demuxer.ifPresent(session -> session.close(reason));
    }
}
