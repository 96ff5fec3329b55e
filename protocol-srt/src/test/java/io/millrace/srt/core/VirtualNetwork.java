package io.millrace.srt.core;

import io.netty.buffer.ByteBuf;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/** A line with delay, jitter (hence reordering), loss and duplicates, from a seed. */
final class VirtualNetwork {
    private final Random random;
    private final Line line;
    private final PriorityQueue<Flight> flights = new PriorityQueue<>();
    private long order;
    private long nowMicros;

    record Line(int delayMicros, int jitterMicros, double loss, double duplication) {}

    private record Flight(
            long arrivalMicros, long order, ByteBuf datagram, Consumer<ByteBuf> receiver)
            implements Comparable<Flight> {
        @Override
        public int compareTo(Flight other) {
            int byTime = Long.compare(arrivalMicros, other.arrivalMicros);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    VirtualNetwork(long seed, Line line) {
        random = new Random(seed);
        this.line = line;
    }

    void setNow(long micros) {
        nowMicros = micros;
    }

    /** Takes over datagrams of one size; the last may be shorter. */
    void send(ByteBuf datagrams, int datagramBytes, Consumer<ByteBuf> receiver) {
        while (datagrams.isReadable()) {
            int size = Math.min(datagramBytes, datagrams.readableBytes());
            ByteBuf datagram = datagrams.readSlice(size);
            if (random.nextDouble() >= line.loss()) {
                add(datagram.copy(), receiver);
                if (random.nextDouble() < line.duplication()) {
                    add(datagram.copy(), receiver);
                }
            }
        }
        datagrams.release();
    }

    private void add(ByteBuf datagram, Consumer<ByteBuf> receiver) {
        int jitter = line.jitterMicros() == 0 ? 0 : random.nextInt(line.jitterMicros());
        flights.add(
                new Flight(nowMicros + line.delayMicros() + jitter, order++, datagram, receiver));
    }

    /** Delivers what has arrived. */
    void deliver() {
        while (!flights.isEmpty() && flights.peek().arrivalMicros() <= nowMicros) {
            Flight flight = flights.remove();
            flight.receiver().accept(flight.datagram());
            flight.datagram().release();
        }
    }

    void close() {
        flights.forEach(flight -> flight.datagram().release());
        flights.clear();
    }
}
