package dev.latchkey.it.flow;

import static dev.latchkey.it.flow.TextProvider.FORBIDDEN;
import static dev.latchkey.it.flow.TextProvider.SECRET;
import static dev.latchkey.it.flow.TextProvider.hmac;
import static dev.latchkey.it.flow.TextProvider.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** What a provider of texts reports about one, and who else may. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsReceiptsIT extends TextsTest {

    private static final String DELIVERED = "Your code was delivered.";
    private static final String UNDELIVERED = "The code could not be delivered.";
    /** More forged receipts than the limit lets through, also when its clock runs on meanwhile. */
    private static final int MOST_FORGED = 60;

    @InjectRealm(ref = "other", config = Realms.OtherTexts.class)
    ManagedRealm other;

    /** Where receipts are refused for a while: of a realm that no other test here needs. */
    @InjectRealm(ref = "flooded", config = Realms.Neighbour.class)
    ManagedRealm flooded;

    private final TextProvider provider = new TextProvider("receipts");

    @BeforeEach
    void keepTheSecret() throws IOException {
        for (ManagedRealm keeper : List.of(realm, other, flooded)) {
            TextProvider.keepSecret(keeper);
        }
    }

    /** A user who waits for the code of a text. */
    private record Waiting(TestUser person, SignIn signIn, String reference) {

        String page() {
            return signIn.tryAnotherWay(MAIL).tryAnotherWay(TEXT).tab().text();
        }
    }

    private Waiting waiting() {
        String number = number();
        TestUser person = withPhone(number);
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        return new Waiting(person, signIn, gateway.reference(digits(number), 2));
    }

    private static String said(String reference, String status) {
        return "{\"reference\": \"" + reference + "\", \"status\": \"" + status + "\"}";
    }

    private int report(ManagedRealm receiver, String body) {
        return provider.report(receiver, body);
    }

    @Test
    void whatTheProviderReports_standsOnThePage() {
        Waiting arrived = waiting();
        assertEquals(204, report(realm, said(arrived.reference(), "delivered")));
        rows().writeSent();
        assertTrue(arrived.page().contains(DELIVERED), arrived.signIn().tab()::text);

        Waiting lost = waiting();
        assertEquals(204, report(realm, said(lost.reference(), "buffered")));
        assertFalse(lost.page().contains(UNDELIVERED), "nothing final");
        assertEquals(204, report(realm, said(lost.reference(), "undelivered")));
        assertTrue(lost.page().contains(UNDELIVERED), lost.signIn().tab()::text);
        assertTrue(lost.signIn().asksForCode(), "it may still arrive");
    }

    @Test
    void theShapeOfTwilio_isSignedOverTheAddress() {
        Waiting waiting = waiting();
        String query = "http-second?reference=" + waiting.reference();
        String body = "MessageSid=SM1&MessageStatus=delivered";
        String url = realm.getBaseUrl() + "/latchkey-texts/receipts/" + query;
        String signature = hmac("HmacSHA1", SECRET, url + "MessageSidSM1MessageStatusdelivered");

        assertEquals(204, provider.post(provider.to(realm, query).header("X-Twilio-Signature", signature), body));

        assertTrue(waiting.page().contains(DELIVERED), waiting.signIn().tab()::text);
    }

    @Test
    void attack_aReceiptWithoutAValidSignature_isRefused_whateverItNames() {
        Waiting waiting = waiting();
        String body = said(waiting.reference(), "undelivered");
        String nothing = said(UUID.randomUUID() + ".1", "undelivered");
        List<Integer> answers = new ArrayList<>();
        for (String each : List.of(body, nothing)) {
            answers.add(provider.post(provider.to(realm, "http"), each));
            answers.add(provider.post(provider.signed(realm, SECRET + 'x', now(), each), each));
            answers.add(provider.post(provider.signed(realm, SECRET, now(), each), each + ' '));
            answers.add(provider.post(provider.signed(realm, SECRET, now(), each).header("webhook-timestamp", "1"),
                    each));
            answers.add(provider.post(provider.to(realm, "http-second").header("X-Twilio-Signature", "AAAA"), each));
            answers.add(provider.post(provider.to(realm, "smpp"), each));
            answers.add(provider.post(provider.signed(realm, SECRET, now() - 301, each), each));
        }

        answers.forEach(answer -> assertEquals(FORBIDDEN, answer));
        assertEquals(204, report(realm, nothing), "no telling whether there is such a text");
        assertFalse(waiting.page().contains(UNDELIVERED), waiting.signIn().tab()::text);
    }

    @Test
    void attack_aReceiptThatIsReplayedOrLate_changesNothing() {
        Waiting waiting = waiting();
        String body = said(waiting.reference(), "undelivered");
        String then = said(waiting.reference(), "delivered");
        assertEquals(204, report(realm, body));
        assertEquals(204, report(realm, then), "a second final report");
        assertEquals(0, rows().reported(waiting.person(), "DELIVERED"));
        assertTrue(waiting.page().contains(UNDELIVERED), waiting.signIn().tab()::text);

        Waiting late = waiting();
        time.set(601);
        String arrived = said(late.reference(), "delivered");
        assertEquals(204, provider.post(provider.signed(realm, SECRET, now() + 601, arrived), arrived));
        assertEquals(0, rows().reported(late.person(), "DELIVERED"), "its code has ended");
    }

    @Test
    void attack_aReceiptOfAnotherRealm_changesNothing() {
        Waiting waiting = waiting();
        // the provider serves both realms by one secret
        assertEquals(204, report(other, said(waiting.reference(), "undelivered")), "as of a text that does not exist");

        assertFalse(waiting.page().contains(UNDELIVERED), waiting.signIn().tab()::text);
    }

    @Test
    void attack_aFloodOfForgedReceipts_isLimited_andShutsNoGenuineOneOut() {
        String body = said(UUID.randomUUID() + ".1", "delivered");
        int refused = 0;
        while (refused < MOST_FORGED && provider.post(provider.to(flooded, "http"), body) == FORBIDDEN) {
            refused++;
        }
        assertTrue(refused >= 30 && refused < MOST_FORGED, "limited to 30 a minute");
        assertEquals(429, provider.post(provider.to(flooded, "http"), body));
        assertEquals(204, report(flooded, body), "the provider's, from the address that all its customers have");
    }

    /** What a node reads of the vault it keeps for seconds, so that each forged receipt costs the vault nothing. */
    @Test
    void attack_aFloodOfForgedReceipts_doesNotReachTheVault() throws IOException {
        String body = said(UUID.randomUUID() + ".1", "delivered");
        assertEquals(204, report(other, body));
        TextProvider.keepSecret(other, "another-secret-of-the-provider-0001");
        assertEquals(204, report(other, body), "the vault was not asked");
        time.set(11);
        assertEquals(FORBIDDEN, report(other, body));
        TextProvider.keepSecret(other);
        time.set(22);
        assertEquals(204, report(other, body));
    }
}
