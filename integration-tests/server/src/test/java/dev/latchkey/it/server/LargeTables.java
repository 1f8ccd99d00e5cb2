package dev.latchkey.it.server;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Fills Latchkey's tables on PostgreSQL as a large realm does: with rows that are good or kept, none of which a purge
 * or a sweep deletes. Leaves out the two tables that only hold what is under way.
 */
final class LargeTables {

    static final List<String> NAMES = List.of("latchkey_otp_challenge", "latchkey_account_guard", "latchkey_rate_limit",
            "latchkey_event_outbox", "latchkey_sign_in_memory", "latchkey_sign_up", "latchkey_trusted_device",
            "latchkey_spent_token", "latchkey_secret_code", "latchkey_secret_code_session");

    /** The same as a list in SQL. */
    static final String IN = NAMES.stream().collect(Collectors.joining("', '", "('", "')"));

    /** Ten pages of the sweep: PostgreSQL reads a table in full for a page that is a large part of it. */
    private static final int ROWS = 100_000;

    /** Users of a directory, which the sweep takes for existing as long as the realm has the component. */
    private static final String USER = "(select 'f:' || id || ':' from component limit 1) || n";

    private LargeTables() {
    }

    /** A statement that executes itself: what the columns hold follows from their names and types. */
    static String fill(String table) {
        return "do $$ begin execute (select 'insert into " + table + " (' || string_agg(column_name, ', ')"
                + " || ') select ' || string_agg(case"
                + " when column_name = 'realm_id' then '(select id from realm where name = ''latchkey'')'"
                + " when column_name = 'user_id' then '" + USER.replace("'", "''") + "'"
                // devices and codes that have ended stay for a while
                + " when column_name in ('ended_at', 'created_at', 'kept_at', 'dead_at') then '" + now("") + "'"
                + " when is_nullable = 'YES' then 'null'"
                + " when data_type = 'bigint' then '" + now(" + 864e5") + "'"
                + " when data_type like '%int%' then '1'"
                + " when data_type like '%char%' then 'left(md5(n::text), ' || character_maximum_length || ')'"
                + " when data_type = 'boolean' then 'false'"
                + " else 'null' end, ', ') || ' from generate_series(1, " + ROWS + ") n'"
                + " from information_schema.columns where table_name = '" + table + "'); end $$";
    }

    private static String now(String more) {
        return "(extract(epoch from now()) * 1000" + more + ")::bigint";
    }
}
