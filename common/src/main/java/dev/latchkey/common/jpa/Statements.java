package dev.latchkey.common.jpa;

import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.persistence.Query;

/** Conditions on lists of values, written so that Hibernate does as little as possible besides running them. */
public final class Statements {

    private Statements() {
    }

    /**
     * @param count how many values
     * @return {@code in (…)} with a parameter for each value, for {@link #values}: a query whose parameter is a list is
     *         translated anew at each use
     */
    public static String in(int count) {
        return IntStream.range(0, count).mapToObj(i -> ":value" + i).collect(Collectors.joining(", ", " in (", ")"));
    }

    /** Sets the parameters of {@link #in}. */
    public static <Q extends Query> Q values(Q query, Iterable<?> values) {
        Iterator<?> each = values.iterator();
        for (int i = 0; each.hasNext(); i++) {
            query.setParameter("value" + i, each.next());
        }
        return query;
    }
}
