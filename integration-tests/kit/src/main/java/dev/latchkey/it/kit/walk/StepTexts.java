package dev.latchkey.it.kit.walk;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All steps by their texts, by which a walk is printed and repeated.
 *
 * @param <S> a step, whose {@code toString()} is its text
 */
public final class StepTexts<S> {

    private static final String SEPARATOR = "; ";

    private final Map<String, S> steps;

    /**
     * @param all all steps
     * @throws IllegalStateException if two of them have the same text
     */
    public StepTexts(List<? extends S> all) {
        steps = all.stream().collect(Collectors.toMap(Object::toString, step -> step, (one, other) -> {
            throw new IllegalStateException("Two steps are called " + one);
        }, LinkedHashMap::new));
    }

    /** @return all steps */
    public List<S> all() {
        return List.copyOf(steps.values());
    }

    /**
     * @param text the text of steps, as {@link #text} returns it
     * @return the steps
     * @throws IllegalArgumentException if one of them does not exist
     */
    public List<S> parse(String text) {
        return Arrays.stream(text.split(SEPARATOR.strip())).map(String::strip).filter(word -> !word.isEmpty())
                .map(word -> {
                    S step = steps.get(word);
                    if (step == null) {
                        throw new IllegalArgumentException("No such step: " + word);
                    }
                    return step;
                }).toList();
    }

    /**
     * @param taken steps
     * @return their text
     */
    public String text(List<? extends S> taken) {
        return taken.stream().map(Object::toString).collect(Collectors.joining(SEPARATOR));
    }
}
