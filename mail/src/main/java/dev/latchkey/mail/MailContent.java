package dev.latchkey.mail;

import java.util.List;
import java.util.Map;

/**
 * What a mail says, before it is rendered in the reader's language.
 *
 * @param subjectKey       message key of the subject
 * @param subjectArguments the subject's arguments; they must hold no secret
 * @param template         file name of the template, the same under {@code html/} and {@code text/}
 * @param values           what the template may use as {@code latchkeyMail}
 */
public record MailContent(String subjectKey, List<Object> subjectArguments, String template,
        Map<String, Object> values) {

    /** Never shows the values: a mail may hold a code. */
    @Override
    public String toString() {
        return "MailContent[" + template + "]";
    }
}
