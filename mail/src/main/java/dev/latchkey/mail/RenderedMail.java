package dev.latchkey.mail;

/**
 * A mail, ready to be sent.
 *
 * @param subject the subject
 * @param text    the plain-text part
 * @param html    the HTML part
 */
public record RenderedMail(String subject, String text, String html) {

    /** Makes one line of the subject: names and texts of a realm may hold line breaks, which would end the header. */
    public RenderedMail {
        subject = subject.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
    }

    /** Never shows the content: a mail may hold a code. */
    @Override
    public String toString() {
        return "RenderedMail[subject=" + subject + "]";
    }
}
