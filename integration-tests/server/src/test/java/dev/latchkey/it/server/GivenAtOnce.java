package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;

/**
 * Devices and secret codes that one user is given at the same moment, by nodes in turn: no more stay than the policies
 * allow, and no sign-in is refused.
 */
final class GivenAtOnce {

    /** Limit of one user, by the demo realm's policy. */
    private static final int MOST_DEVICES = 10;
    private static final String MOBILE = "mobile";
    private static final String REFERENCE = "Reference: ";
    private static final int PHONES = 4;

    private final List<Node> nodes;
    private final SmtpServer smtp;
    private final Admin admin;
    private final Probe probe;

    /**
     * @param nodes the nodes, which share a database
     * @param smtp  takes their mails
     */
    GivenAtOnce(List<Node> nodes, SmtpServer smtp) {
        this.nodes = nodes;
        this.smtp = smtp;
        this.admin = nodes.get(0).admin();
        this.probe = new Probe(nodes.get(0));
    }

    /**
     * At first there is no device whose row a request could lock; later each request has to end one that the others
     * see.
     *
     * @param prefix prefix of the user's name, one that no account has yet
     * @param rounds how often devices are trusted at once
     */
    void devices(String prefix, int rounds) {
        int atOnce = MOST_DEVICES + 2;
        String user = admin.users(prefix, 1).get(0);
        for (int round = 0; round < rounds; round++) {
            List<SignIn> signIns = Burst.of(atOnce, 4, i -> SignIn.withPassword(new Browser(url(i)), user));
            List<String> codes = signIns.stream().map(this::code).toList();
            List<Page> pages = Burst.of(atOnce, i -> signIns.get(i).codeAndTrust(codes.get(i)));
            assertTrue(pages.stream().allMatch(page -> page.authorizationCode().isPresent()), pages::toString);
            assertEquals(MOST_DEVICES, standing("LATCHKEY_TRUSTED_DEVICE", user));
        }
    }

    /**
     * Each request has to end the code that the others see, and to take its slot.
     *
     * @param prefix prefix of the user's name, one that no account has yet
     * @param rounds how often codes are given at once
     */
    void secretCodes(String prefix, int rounds) {
        String user = admin.users(prefix, 1).get(0);
        List<Browser> phones = IntStream.range(0, PHONES).mapToObj(i -> new Browser(url(i))).toList();
        for (int round = 0; round < rounds; round++) {
            List<SignIn> signIns = phones.stream().map(phone -> new SignIn(phone, user)).toList();
            signIns.forEach(this::signInToTheApp);
            phones = phones.stream().map(Browser::reopened).toList();
            List<TokenClient.Grant> grants = Burst.of(PHONES, i -> signIns.get(i).tokens(app(i)));
            List<String> codes = grants.stream().filter(TokenClient.Grant::given)
                    .map(grant -> grant.json().get("secret_code").asText()).toList();
            assertFalse(codes.isEmpty(), grants::toString);
            assertTrue(grants.stream().allMatch(grant -> grant.given()
                    || grant.error().startsWith("invalid_grant: Another sign-in")), grants::toString);
            assertEquals(1, standing("LATCHKEY_SECRET_CODE", user), () -> codes.size() + " given");
            assertEquals(1, IntStream.range(0, codes.size())
                    .filter(i -> app(i).secretCode(codes.get(i)).given()).count());
        }
    }

    private void signInToTheApp(SignIn signIn) {
        signIn.openFor(MOBILE, "openid secret_code");
        if (signIn.password().asksForCode()) {
            // the first time
            signIn.codeAndTrust(code(signIn));
        }
    }

    /** The code that this page asks for, whichever other mails its user gets. */
    private String code(SignIn signIn) {
        return IntStream.iterate(1, i -> i + 1).mapToObj(i -> smtp.await(Admin.address(signIn.user()), i))
                .filter(mail -> mail.text().contains(REFERENCE) && signIn.page().text().contains(mail.reference()))
                .map(Mail::code).findFirst().orElseThrow();
    }

    private int standing(String table, String user) {
        return probe.number("select count(*) from " + table + " where USER_ID = '" + admin.userId(user)
                + "' and ENDED_AT is null");
    }

    private String url(int number) {
        return nodes.get(number % nodes.size()).baseUrl();
    }

    private TokenClient app(int number) {
        return TokenClient.of(url(number), Admin.REALM, MOBILE);
    }
}
