package io.millrace.control;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a replica of control serves.
 *
 * @param id its name in the log
 * @param bind where its gRPC listens
 * @param advertised host:port that pods reach it at; empty: where it listens
 * @param alone whether it is the only replica
 * @param podGrace how long the leases of a pod out of sight are kept
 * @param jobMovesPerMinute how many jobs may move to pods that have fewer; 0: none
 */
record ControlOptions(
        String id,
        InetSocketAddress bind,
        String advertised,
        boolean alone,
        Duration podGrace,
        PathPolicies policies,
        int jobMovesPerMinute) {}
