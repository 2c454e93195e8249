package salty.engine.backend;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import salty.engine.graph.Node;

/**
 * A backend on a device of limited memory, and another that stands by for it: the first program that does not fit, and
 * all after it, are compiled for the other. Programs compiled before stay where they are.
 */
public final class Standby implements Backend {
    private final Backend first;
    private final Supplier<Backend> other;
    private final Consumer<String> log;
    private Backend current;

    /**
     * @param first what to run on
     * @param other opened when the first runs out of memory
     * @param log   told so in one line
     */
    public Standby(Backend first, Supplier<Backend> other, Consumer<String> log) {
        this.first = first;
        this.other = other;
        this.log = log;
        this.current = first;
    }

    /** Applies {@code work} to the backend in charge, and to the other one if a device's memory does not suffice. */
    public <T> T fitting(Function<Backend, T> work) {
        Backend tried = current();
        try {
            return work.apply(tried);
        } catch (DeviceMemoryException e) {
            if (tried != first) {
                throw e;
            }
            return work.apply(relieved(e));
        }
    }

    private synchronized Backend relieved(DeviceMemoryException e) {
        if (current == first) {
            log.accept(e.getMessage());
            current = other.get();
        }
        return current;
    }

    private synchronized Backend current() {
        return current;
    }

    @Override
    public String name() {
        return current().name();
    }

    @Override
    public String description() {
        return current().description();
    }

    @Override
    public boolean fuses(Group group, Node next) {
        return current().fuses(group, next);
    }

    @Override
    public boolean joins(Group first, Group second, Node next) {
        return current().joins(first, second, next);
    }

    @Override
    public boolean inPlace(Group group, Node input) {
        return current().inPlace(group, input);
    }

    @Override
    public Kernel prepare(Group group) {
        return current().prepare(group);
    }

    @Override
    public Buffer allocate(long size) {
        return current().allocate(size);
    }

    @Override
    public void finish() {
        first.finish();
        if (current() != first) {
            current().finish();
        }
    }

    @Override
    public synchronized void close() {
        if (current != first) {
            current.close();
        }
        first.close();
    }
}
