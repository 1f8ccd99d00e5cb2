package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;

/** A user with a trusted browser and two phones, one of which proves possession of a key. */
final class CredentialHolder {

    private static final String MOBILE = "mobile";
    private static final String REFUSED = "invalid_grant: Invalid secret code";

    private final DPoPKey key = new DPoPKey();
    private final Admin admin;
    private final String user;
    private Browser browser;
    private String rotating;
    private final String bound;

    /**
     * @param node   where the user signs in first; {@link #allowPhones} has allowed two
     * @param smtp   takes its mails
     * @param prefix prefix of the user's name, one that no account has yet
     */
    CredentialHolder(Node node, SmtpServer smtp, String prefix) {
        admin = node.admin();
        user = admin.users(prefix, 1).get(0);
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        assertTrue(signIn.codeAndTrust(smtp.await(Admin.address(user), 1).code())
                .authorizationCode().isPresent(), signIn.page().text());
        browser = signIn.browser().reopened();
        rotating = code(client(node));
        bound = code(client(node).withProof(key::proof));
    }

    /** Sets how many secret codes of one user and client there may be. */
    static void allowPhones(Admin admin, int count) {
        for (JsonNode scope : admin.call("GET", "/client-scopes", null)) {
            if (scope.get("name").asText().equals("secret_code")) {
                String mappers = "/client-scopes/" + scope.get("id").asText() + "/protocol-mappers/models/";
                ObjectNode mapper = (ObjectNode) scope.get("protocolMappers").get(0);
                ((ObjectNode) mapper.get("config")).put("max_codes", String.valueOf(count));
                admin.call("PUT", mappers + mapper.get("id").asText(), mapper);
            }
        }
    }

    private String code(TokenClient app) {
        SignIn signIn = new SignIn(browser, user);
        signIn.openFor(MOBILE, "openid secret_code");
        signIn.password();
        assertTrue(signIn.page().authorizationCode().isPresent(), signIn.page().text());
        String code = signIn.tokens(app).json().get("secret_code").asText();
        browser = signIn.browser().reopened();
        return code;
    }

    /** Signs in without a factor, and redeems both codes. */
    void uses(Node node) {
        browser.through(node.baseUrl());
        SignIn signIn = SignIn.withPassword(browser, user);
        assertTrue(signIn.page().authorizationCode().isPresent(), () -> signIn.page().text());
        browser = signIn.browser().reopened();

        TokenClient.Grant grant = client(node).secretCode(rotating);
        assertTrue(grant.given(), () -> grant.response().body());
        rotating = grant.json().get("secret_code").asText();
        TokenClient.Grant proven = client(node).withProof(key::proof).secretCode(bound);
        assertTrue(proven.given(), () -> proven.response().body());
    }

    void isAskedAgain(Node node) {
        browser.through(node.baseUrl());
        assertTrue(SignIn.withPassword(browser, user).page().asksForCode());
        browser = browser.reopened();
        assertEquals(REFUSED, client(node).secretCode(rotating).error());
        assertEquals(REFUSED, client(node).withProof(key::proof).secretCode(bound).error());
    }

    void isNeverAskedNorCopied(Node node) {
        for (String table : new String[] {"LATCHKEY_TRUSTED_DEVICE", "LATCHKEY_SECRET_CODE"}) {
            assertEquals(0, new Probe(node).number("select count(*) from " + table + " where USER_ID = '"
                    + admin.userId(user) + "' and ENDED_AT is not null"), table);
        }
    }

    private static TokenClient client(Node node) {
        return TokenClient.of(node.baseUrl(), Admin.REALM, MOBILE);
    }
}
