package salty.vision.scan;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/** The names of a sequence that are wanted, each asked about once and in order. */
public final class FilteredNames implements Iterator<PathName> {
    private final Iterator<PathName> all;
    private final Predicate<PathName> wanted;
    private PathName next;

    /** Looks one name ahead from now on. */
    public FilteredNames(Iterator<PathName> all, Predicate<PathName> wanted) {
        this.all = all;
        this.wanted = wanted;
        advance();
    }

    private void advance() {
        next = null;
        while (next == null && all.hasNext()) {
            PathName name = all.next();
            next = wanted.test(name) ? name : null;
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public PathName next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        PathName name = next;
        advance();
        return name;
    }
}
