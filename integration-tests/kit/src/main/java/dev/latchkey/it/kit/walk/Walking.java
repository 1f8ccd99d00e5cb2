package dev.latchkey.it.kit.walk;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Walks on real servers.
 *
 * @param <S> a step
 * @param <W> a walk
 */
public interface Walking<S, W extends Walked<S>> {

    /**
     * Walks at once, along steps that are drawn.
     *
     * @param seeds of each walk; what the walks share is drawn from the first
     * @return the walks
     */
    List<W> drawn(List<Long> seeds);

    /**
     * @param like  a walk
     * @param steps other steps
     * @return a walk along these steps, with everything else as in that walk
     */
    W along(W like, List<S> steps);

    /**
     * Repeats a walk that was printed.
     *
     * @param steps its steps, as they were printed
     * @return the walk
     */
    W again(String steps);

    /** @return each walks along the same steps as this walk with something else left out */
    List<UnaryOperator<W>> easier(W walk);
}
