package dev.latchkey.it.kit.walk;

import java.util.List;
import java.util.Set;

/**
 * A sequence of steps on real servers, with what a model refuses of their results.
 *
 * @param <S> a step
 */
public interface Walked<S> {

    /** @return the steps that were taken */
    List<S> steps();

    /** @return what the model refuses; empty where it allows everything */
    List<String> faults();

    /** @return which kind of step led from which state to which */
    Set<String> transitions();
}
