package dev.latchkey.it.flow.fuzz;

import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Page;

/**
 * What an attacker sees of an answer, without the parts that differ each time.
 *
 * @param status HTTP status, or 0 where the server closed the connection
 * @param text   the visible text, in lower case
 * @param trace  whether it shows internals of the server
 */
public record Answer(int status, String text, boolean trace) {

    private static final int SHOWN_BEFORE = 60;
    private static final int SHOWN_AFTER = 200;
    /** Begins only where a word does: otherwise a text of 70,000 letters would take as many attempts, each as long. */
    private static final Pattern TRACE = Pattern.compile("\\bat [a-z]+(\\.[a-zA-Z0-9$]+)+\\("
            + "|(?<![a-z])[a-z]++(\\.[a-z0-9]++)+\\.[A-Z]\\w*(Exception|Error)\\b|org\\.hibernate");
    /** References, ids, sessions, tokens and codes of tabs, some of which begin or end with a hyphen. */
    private static final Pattern RANDOM = Pattern.compile("\"(auth_session|challenge_id|reference|id)\":\"[^\"]*\""
            + "|(?<![a-z0-9_-])(?=[a-z0-9_.-]*\\d)[a-z0-9_-]{6,}(\\.[a-z0-9_-]+)*(?![a-z0-9_-])"
            + "|\\breference [a-z0-9]{4}\\b");

    /**
     * @param request the request
     * @param account address of the account that it concerns
     * @return the answer
     */
    static Answer of(Supplier<Page> request, String account) {
        try {
            Page page = request.get();
            boolean html = page.body().startsWith("<");
            String text = (html ? page.text() : page.body()).toLowerCase(Locale.ROOT);
            String local = account.substring(0, account.indexOf('@'));
            text = text.replace(account, "ACCOUNT").replace(local, "NAME");
            return new Answer(page.status(), RANDOM.matcher(text).replaceAll("RANDOM"),
                    TRACE.matcher(page.body()).find());
        } catch (UncheckedIOException e) {
            return new Answer(0, "", false);
        }
    }

    /**
     * @param other another answer
     * @return both texts, from the first difference on
     */
    String beside(Answer other) {
        int same = 0;
        while (same < Math.min(text.length(), other.text.length()) && text.charAt(same) == other.text.charAt(same)) {
            same++;
        }
        return status + " ..." + part(same) + "\n    and " + other.status + " ..." + other.part(same);
    }

    private String part(int start) {
        return text.substring(Math.max(0, start - SHOWN_BEFORE), Math.min(text.length(), start + SHOWN_AFTER));
    }
}
