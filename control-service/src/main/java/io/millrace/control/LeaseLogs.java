package io.millrace.control;

/** Where a replica's decisions are kept: a seam, so that control can be tried without Kafka. */
@FunctionalInterface
interface LeaseLogs {
    /** Opened by the one who is given it. */
    LeaseLog open();
}
