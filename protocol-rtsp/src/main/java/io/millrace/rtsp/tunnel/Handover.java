package io.millrace.rtsp.tunnel;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the event loop of one half to that of the other. */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private Handover() {}

    /** Whether the task will run: loops that have ended take none. */
    static boolean to(EventLoop loop, Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the tunnel's other half is gone: {}", e.toString());
            return false;
        }
    }
}
