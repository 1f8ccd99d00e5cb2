package dev.latchkey.it.flow.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The requests and answers; safe for use by many threads. */
public final class Findings {

    private static final int MOST = 40;

    private final Map<String, Map<Integer, Integer>> answers = new TreeMap<>();
    private final List<String> found = new ArrayList<>();
    private int requests;

    synchronized void count(RawRequest request, Answer answer) {
        requests++;
        answers.computeIfAbsent(request.target().name(), name -> new TreeMap<>())
                .merge(answer.status(), 1, Integer::sum);
    }

    synchronized void add(RawRequest request, String what) {
        if (found.size() < MOST) {
            found.add(what + ": " + request);
        }
    }

    /** @return each finding with its request; at most 40 */
    public synchronized List<String> found() {
        return List.copyOf(found);
    }

    /** @return a line for each kind of request: how often it was answered with each status */
    public synchronized String figures() {
        StringBuilder figures = new StringBuilder(requests + " requests");
        answers.forEach((target, statuses) -> figures.append("\n  ").append(target).append(' ').append(statuses));
        return figures.toString();
    }
}
