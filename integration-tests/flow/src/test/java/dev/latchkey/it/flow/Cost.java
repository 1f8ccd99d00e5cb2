package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What an operation costs the database: the statements on Latchkey's tables, and the transactions that Latchkey has
 * begun for them. Both are counted over all requests of the operation, and nothing else may run meanwhile.
 */
final class Cost {

    /** What workers execute when it is time, and not for a request. */
    private static final List<Pattern> IN_THE_BACKGROUND = List.of(
            // delivery of mails
            Pattern.compile("(?i)update LATCHKEY_OTP_CHALLENGE \\S+ set DELIVERY=.*"),
            Pattern.compile("(?i)select count\\(.* from LATCHKEY_OTP_CHALLENGE .*"),
            // delivery of events
            Pattern.compile("(?i).* LATCHKEY_(EVENT_OUTBOX|OUTBOX_LEASE) .*"),
            // the purge: no request reads a part of the rows, and none deletes but the end of a lease
            Pattern.compile("(?i)select .* fetch first .*"),
            Pattern.compile("(?i)delete from LATCHKEY_(?!SIGN_IN_TURN).*"),
            // notifications, which follow the request
            Pattern.compile("(?i).* LATCHKEY_SIGN_IN_MEMORY .*"));
    private static final Pattern LEASE = Pattern.compile("(?i).* LATCHKEY_SIGN_IN_TURN .*");
    /** Of requests alone: workers have threads of their own. */
    private static final Pattern BEGUN =
            Pattern.compile(".*OwnTransaction\\] \\(executor-thread-\\d+\\) A transaction .*");

    private final Rows rows;
    private final ServerLog log;

    private Cost(Rows rows) {
        this.rows = rows;
        rows.watchStatements();
        this.log = ServerLog.fromHere();
    }

    /** Counts from here on. */
    static Cost of(Rows rows) {
        return new Cost(rows);
    }

    /**
     * Asserts what has happened since {@link #of}, without the leases of a browser's sign-in.
     *
     * @param operation    its name in the table of docs/operations.md
     * @param statements   so many
     * @param transactions so many
     */
    void is(String operation, int statements, int transactions) {
        // the log first: the question for statements is a transaction, too
        long begun = log.text().lines().filter(line -> BEGUN.matcher(line).matches()).count();
        List<String> texts = rows.statements().lines()
                .filter(line -> IN_THE_BACKGROUND.stream().noneMatch(worker -> worker.matcher(text(line)).matches()))
                .toList();
        long leases = sum(texts.stream().filter(line -> LEASE.matcher(line).matches()).toList());
        long executed = sum(texts) - leases;
        String list = operation + ": " + executed + " statements in " + (begun - leases) + " transactions, and "
                + leases + " of leases" + texts.stream().map(line -> "\n    " + line).reduce("", String::concat);
        System.out.println(list);
        assertEquals(statements, executed, list);
        // the statement of a lease is a transaction
        assertEquals(transactions, begun - leases, list);
        assertTrue(leases % 2 == 0, list);
    }

    private static String text(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    private static long sum(List<String> lines) {
        return lines.stream().mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' ')))).sum();
    }
}
