package dev.latchkey.mail.sample;

import java.util.function.Function;

import dev.latchkey.mail.MailContent;

/**
 * One mail with sample data.
 *
 * @param id      its name, unique among all mails
 * @param content writes it as the real one is written
 */
public record SampleMail(String id, Function<SampleRequest, MailContent> content) {
}
