package dev.latchkey.otp.mail;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.template.TemplateNumber;
import dev.latchkey.mail.MailContent;
import dev.latchkey.otp.Purpose;
import org.keycloak.models.RealmModel;

/**
 * What the mail with code and link says.
 *
 * @param purpose   what the code is for
 * @param code      the code; empty when the mail holds the link alone
 * @param reference the short word on page and mail
 * @param minutes   minutes for which code and link are still valid
 * @param client    the name of the client that asked
 * @param link      the link; empty when there is none
 * @param number    whether the waiting page shows a number, which the link asks for in another browser
 * @param base      base address of the server on which the code is entered; empty when it is not fixed
 */
record CodeMail(Purpose purpose, Optional<String> code, String reference, long minutes, String client,
        Optional<String> link, boolean number, Optional<URI> base) {

    private static final String SUBJECT = "latchkeyCodeSubject";
    private static final String SUBJECT_OF_LINK_ALONE = "latchkeyLinkSubject";
    private static final String TEMPLATE = "latchkey-code.ftl";

    /**
     * @param realm the realm that sends it
     * @param mail  the values of the request that it is about; is added to
     * @return the mail
     */
    MailContent content(RealmModel realm, Map<String, Object> mail) {
        mail.put("purpose", purpose.id());
        mail.put("reference", reference);
        mail.put("minutes", TemplateNumber.of(minutes));
        mail.put("client", client);
        mail.put("number", number);
        code.ifPresent(digits -> {
            mail.put("code", digits);
            base.flatMap(address -> DomainBoundCode.line(address, digits))
                    .ifPresent(line -> mail.put("boundCode", line));
        });
        link.ifPresent(address -> mail.put("link", address));
        return new MailContent(code.isPresent() ? SUBJECT : SUBJECT_OF_LINK_ALONE,
                List.of(MailNames.realm(realm), reference), TEMPLATE, mail);
    }

    /** Never shows code and link. */
    @Override
    public String toString() {
        return "CodeMail[" + reference + "]";
    }
}
