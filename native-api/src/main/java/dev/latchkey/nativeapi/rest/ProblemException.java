package dev.latchkey.nativeapi.rest;

import dev.latchkey.common.rest.Problem;

/** Refuses a request with Problem JSON. */
final class ProblemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.title());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
