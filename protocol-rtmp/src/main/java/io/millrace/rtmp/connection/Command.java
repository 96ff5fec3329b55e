package io.millrace.rtmp.connection;

import static io.millrace.rtmp.wire.RtmpProtocolException.message;

import io.millrace.rtmp.amf.Amf0Decoder;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A command message (RTMP 1.0, section 7.2).
 *
 * @param transactionId 0 where no answer is wanted
 * @param object the command object, null where the command has none
 * @param arguments what follows it
 */
public record Command(
        String name,
        int streamId,
        double transactionId,
        AmfValue object,
        List<AmfValue> arguments) {

    /**
     * Reads an AMF0 command, or an AMF3 one: a zero byte, then AMF0. The payload is borrowed.
     *
     * @throws RtmpProtocolException if it is not one
     */
    public static Command parse(RtmpMessage message) throws RtmpProtocolException {
        List<AmfValue> values = Amf0Decoder.decodeAll(amf0(message));
        if (values.isEmpty()) {
            throw message("empty command");
        }
        String name =
                values.getFirst().asString().orElseThrow(() -> message("command without name"));
        double transactionId = values.size() > 1 ? values.get(1).asNumber().orElse(0.0) : 0;
        AmfValue object = values.size() > 2 ? values.get(2) : new AmfNull();
        List<AmfValue> arguments =
                values.size() > 3 ? List.copyOf(values.subList(3, values.size())) : List.of();
        return new Command(name, message.streamId(), transactionId, object, arguments);
    }

    /** The AMF0 part of a command or data message of either form. */
    public static ByteBuf amf0(RtmpMessage message) {
        ByteBuf payload = message.payload();
        boolean amf3 =
                message.type() == MessageType.COMMAND_AMF3
                        || message.type() == MessageType.DATA_AMF3;
        if (amf3 && payload.isReadable() && payload.getByte(payload.readerIndex()) == 0) {
            payload.skipBytes(1);
        }
        return payload;
    }

    /** The text at {@code index} of the arguments; empty where there is none. */
    public String text(int index) {
        return index < arguments.size() ? arguments.get(index).asString().orElse("") : "";
    }
}
