package salty.loader.graph;

import java.util.List;
import java.util.function.Function;

/** What a node of one type computes. */
@FunctionalInterface
public interface Operator {

    /**
     * The node's results.
     *
     * @throws IllegalArgumentException if settings and inputs do not fit or are not supported; the message says which
     */
    List<Value> apply(Call call);

    /** An operator of one result. */
    static Operator of(Function<Call, Value> result) {
        return call -> List.of(result.apply(call));
    }
}
