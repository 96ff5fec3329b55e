package io.millrace.control;

import java.util.List;

/** A part of a list. */
record Page<T>(List<T> items, int itemCount, int pageCount) {
    static final int MOST_ITEMS = 1_000;

    Page {
        items = List.copyOf(items);
    }

    /**
     * The page of that number.
     *
     * @param number from 0
     * @param itemsPerPage 0, or more than is allowed: as many as are allowed
     */
    static <T> Page<T> of(List<T> all, int number, int itemsPerPage) {
        int size = itemsPerPage <= 0 ? MOST_ITEMS : Math.min(itemsPerPage, MOST_ITEMS);
        int pages = (all.size() + size - 1) / size;
        long from = (long) size * Math.max(number, 0);
        List<T> items =
                from >= all.size()
                        ? List.of()
                        : all.subList((int) from, (int) Math.min(from + size, all.size()));
        return new Page<>(items, all.size(), pages);
    }
}
