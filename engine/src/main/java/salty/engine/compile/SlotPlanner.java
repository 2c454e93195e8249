package salty.engine.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

import salty.engine.backend.Group;
import salty.engine.graph.Node;
import salty.engine.op.Reshape;

/**
 * Assigns values to a few whole buffers, the slots: a slot is free again after the last group that reads its value, and
 * the next value takes the free slot that fits it best. Inputs and outputs are pinned: their slots are never shared.
 */
final class SlotPlanner {
    /**
     * @param slots the slot of every value that groups read or write
     * @param sizes the number of float32 values of each slot
     */
    record Plan(Map<Node, Integer> slots, List<Long> sizes) {
        /** The slot of a value; a view has that of the value under it. */
        int slotOf(Node node) {
            return slots.get(viewed(node));
        }
    }

    private final Map<Node, Integer> slots = new HashMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();

    private SlotPlanner() {}

    /**
     * @param groups  in the order in which they run
     * @param pinned  values with a slot of their own
     * @param inPlace whether a group's kernel may write over one of its inputs
     */
    static Plan plan(List<Group> groups, Set<Node> pinned, BiPredicate<Group, Node> inPlace) {
        SlotPlanner planner = new SlotPlanner();
        Set<Node> kept = pinned.stream().map(SlotPlanner::viewed).collect(Collectors.toCollection(LinkedHashSet::new));
        for (Node node : kept) {
            planner.slots.put(node, planner.newSlot(node.shape().size()));
        }
        Map<Node, Integer> lastRead = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            for (Node input : groups.get(i).inputs()) {
                lastRead.put(viewed(input), i);
            }
        }
        for (int i = 0; i < groups.size(); i++) {
            planner.place(groups.get(i), i, lastRead, kept, inPlace);
        }
        return new Plan(planner.slots, planner.sizes);
    }

    private void place(Group group, int now, Map<Node, Integer> lastRead, Set<Node> kept,
                       BiPredicate<Group, Node> inPlace) {
        Node output = group.output();
        List<Node> dying = new ArrayList<>();
        for (Node input : group.inputs()) {
            Node value = viewed(input);
            if (lastRead.get(value) == now && !kept.contains(value) && !dying.contains(value)) {
                dying.add(value);
            }
        }
        if (!slots.containsKey(output)) {
            Node overwritten = null;
            for (Node input : group.inputs()) {
                if (dying.contains(viewed(input)) && input.shape().size() == output.shape().size()
                        && inPlace.test(group, input)) {
                    overwritten = viewed(input);
                    break;
                }
            }
            if (overwritten != null) {
                slots.put(output, slots.get(overwritten));
                dying.remove(overwritten);
            } else {
                slots.put(output, take(output.shape().size()));
            }
        }
        for (Node value : dying) {
            free.add(slots.get(value));
        }
    }

    /** The smallest free slot that is large enough, else the largest one grown, else a new one. */
    private int take(long size) {
        Integer best = null;
        for (Integer slot : free) {
            boolean fits = sizes.get(slot) >= size;
            boolean bestFits = best != null && sizes.get(best) >= size;
            if (best == null || fits && (!bestFits || sizes.get(slot) < sizes.get(best))
                    || !fits && !bestFits && sizes.get(slot) > sizes.get(best)) {
                best = slot;
            }
        }
        if (best == null) {
            return newSlot(size);
        }
        free.remove(best);
        sizes.set(best, Math.max(sizes.get(best), size));
        return best;
    }

    private int newSlot(long size) {
        sizes.add(size);
        return sizes.size() - 1;
    }

    /** The value that a view shows. */
    static Node viewed(Node node) {
        Node value = node;
        while (value.op() instanceof Reshape) {
            value = value.input(0);
        }
        return value;
    }
}
