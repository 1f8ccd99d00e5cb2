package dev.latchkey.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;

/** Users who sign in with the password and a mailed code, one after the other. */
final class MailedCodes {

    private final SmtpServer smtp;
    private final List<String> users;
    private final AtomicIntegerArray mails;

    /**
     * @param admin  makes the users
     * @param smtp   takes their mails
     * @param prefix of their names
     * @param count  so many that none signs in twice at a time, nor gets more mails an hour than a user may
     */
    MailedCodes(Admin admin, SmtpServer smtp, String prefix, int count) {
        this.smtp = smtp;
        this.users = admin.users(prefix, count);
        this.mails = new AtomicIntegerArray(count);
    }

    /**
     * @param browser  without cookies
     * @param clientId the application whose sign-in is opened
     * @param app      redeems its code
     * @param number   of the sign-in, from 0
     * @throws IllegalStateException if no tokens were issued
     */
    void signIn(Browser browser, String clientId, TokenClient app, int number) {
        signIn(browser, clientId, app, number, SignIn::code);
    }

    /**
     * The same with the browser trusted from then on.
     *
     * @param browser  without cookies
     * @param clientId the application whose sign-in is opened
     * @param app      redeems its code
     * @param number   of the sign-in, from 0
     * @throws IllegalStateException if no tokens were issued
     */
    void signInAndTrust(Browser browser, String clientId, TokenClient app, int number) {
        signIn(browser, clientId, app, number, SignIn::codeAndTrust);
    }

    private void signIn(Browser browser, String clientId, TokenClient app, int number,
            BiConsumer<SignIn, String> answer) {
        int user = number % users.size();
        SignIn signIn = new SignIn(browser, users.get(user));
        signIn.openFor(clientId);
        signIn.password();
        answer.accept(signIn, smtp.await(Admin.address(users.get(user)), mails.incrementAndGet(user)).code());
        TokenClient.Grant grant = signIn.tokens(app);
        if (!grant.given()) {
            throw new IllegalStateException("No tokens: " + grant.response().body());
        }
    }
}
