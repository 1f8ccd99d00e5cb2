package dev.latchkey.it.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plans of all statements of one database of {@link Postgres}, as they were executed. */
final class StatementPlans {

    private static final Pattern PLAN = Pattern.compile("duration: [0-9.]+ ms {2}plan:\n((?:\t.*\n)+)");
    /** A sequential scan, or one of an index from its first entry to its last. */
    private static final Pattern SCAN = Pattern.compile(
            "(?:Seq Scan|Index (?:Only )?Scan(?: Backward)? using \\w+) on (\\w+)[^\n]*\n(?!\t *Index Cond)");
    private static final Pattern NODE = Pattern.compile("\\n\\t.*\\(cost=");

    private final List<String> plans = new ArrayList<>();

    private StatementPlans(String log) {
        Matcher plan = PLAN.matcher(log);
        while (plan.find()) {
            plans.add(plan.group(1));
        }
    }

    /**
     * Has each statement's plan written into the server's log, by connections to a database from now on. An index that
     * can find the rows is used, however few rows a table has.
     */
    static void log(String database) {
        for (String setting : List.of("session_preload_libraries = 'auto_explain'",
                "auto_explain.log_min_duration = 0", "auto_explain.log_parameter_max_length = 0",
                "enable_seqscan = off")) {
            Postgres.change(database, "alter database " + database + " set " + setting);
        }
    }

    /**
     * @param work what executes statements
     * @return their plans
     */
    static StatementPlans during(Runnable work) {
        try {
            long start = Files.size(Postgres.log());
            work.run();
            try (RandomAccessFile log = new RandomAccessFile(Postgres.log().toFile(), "r")) {
                byte[] written = new byte[Math.toIntExact(log.length() - start)];
                log.seek(start);
                log.readFully(written);
                return new StatementPlans(new String(written, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param tables names of tables, in lower case
     * @return the statements that have read one of these tables, or of their indexes, from the
     *         first row to the last,
     *         each with its plan
     */
    Set<String> scans(Set<String> tables) {
        Set<String> scans = new TreeSet<>();
        for (String plan : plans) {
            Matcher scan = SCAN.matcher(plan);
            if (scan.results().anyMatch(found -> tables.contains(found.group(1)))) {
                scans.add(plan);
            }
        }
        return scans;
    }

    /**
     * @param table name of a table, in lower case
     * @return the number of executed statements that name the table
     */
    long count(String table) {
        Pattern name = Pattern.compile("\\b" + table + "\\b", Pattern.CASE_INSENSITIVE);
        return plans.stream().filter(plan -> name.matcher(statement(plan)).find()).count();
    }

    private static String statement(String plan) {
        return NODE.split(plan)[0];
    }
}
