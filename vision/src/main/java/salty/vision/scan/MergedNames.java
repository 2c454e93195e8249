package salty.vision.scan;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Several sorted sequences of names as one, sorted, each name once: what was named twice is scanned once. */
public final class MergedNames implements Iterator<PathName> {

    private record Head(PathName name, Iterator<PathName> rest) {
    }

    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::name));

    /** Merges sequences of which each is sorted. */
    public MergedNames(List<? extends Iterator<PathName>> sequences) {
        sequences.forEach(this::offer);
    }

    private void offer(Iterator<PathName> sequence) {
        if (sequence.hasNext()) {
            heads.add(new Head(sequence.next(), sequence));
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public PathName next() {
        if (heads.isEmpty()) {
            throw new NoSuchElementException();
        }
        PathName name = heads.peek().name();
        while (!heads.isEmpty() && heads.peek().name().equals(name)) {
            offer(heads.poll().rest());
        }
        return name;
    }
}
