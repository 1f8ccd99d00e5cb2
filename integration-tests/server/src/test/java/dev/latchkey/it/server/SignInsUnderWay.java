package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;

/** Two sign-ins whose mails have arrived: the code of one and the link of the other are used later. */
final class SignInsUnderWay {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final SmtpServer smtp;
    private final SignIn code;
    private final SignIn link;

    /**
     * @param byCode where the sign-in begins that a code completes
     * @param byLink where the sign-in begins that a link completes
     * @param smtp   takes their mails
     */
    SignInsUnderWay(Node byCode, Node byLink, SmtpServer smtp) {
        this.smtp = smtp;
        this.code = challenge(byCode);
        this.link = challenge(byLink);
    }

    /** Completes both. */
    void goOnAt(Node node) {
        code.browser().through(node.baseUrl());
        assertTrue(code.code(mail(code).code()).authorizationCode().isPresent(), () -> code.page().text());
        link.browser().through(node.baseUrl());
        assertTrue(link.link(mail(link).link()).authorizationCode().isPresent(), () -> link.page().text());
    }

    private SignIn challenge(Node node) {
        String user = node.admin().users("under-way-" + NUMBER.incrementAndGet() + "-", 1).get(0);
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        assertTrue(signIn.page().asksForCode(), () -> signIn.page().text());
        // a mail may be lost with its node
        mail(signIn);
        return signIn;
    }

    private Mail mail(SignIn signIn) {
        return smtp.await(Admin.address(signIn.user()), 1);
    }
}
