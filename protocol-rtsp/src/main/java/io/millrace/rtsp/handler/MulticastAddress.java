package io.millrace.rtsp.handler;

import java.net.InetAddress;

/** Where a medium is sent to for readers that ask for multicast. */
public record MulticastAddress(InetAddress group, int rtpPort, int rtcpPort) {
    public MulticastAddress {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(group + " is no multicast group");
        }
    }
}
