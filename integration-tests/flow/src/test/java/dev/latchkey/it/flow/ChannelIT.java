package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Codes by a channel that is no part of Latchkey: the example module, beside the codes by e-mail. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ChannelIT extends FlowTest {

    private static final String PAGER = "Pager";
    private static final String MAIL = "Email code";

    @InjectRealm(config = Realms.Channels.class)
    ManagedRealm realm;

    private MessageService service;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void start() {
        service = new MessageService(FlowServer.PAGER);
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ADMIN_EDIT);
        realm.admin().users().userProfile().update(profile);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** A number that no other test uses; each is in a group of its own. */
    private static String number() {
        return "%04d42".formatted(NUMBER.incrementAndGet());
    }

    private TestUser withPager(String number) {
        return person(user -> user.attribute("pager", number));
    }

    @Test
    void whoHasAPagerMayPickItAndReadsOfItAlone() {
        ServerLog log = ServerLog.fromHere();
        String number = number();
        TestUser person = withPager(number);
        SignIn signIn = afterPassword(person).tryAnotherWay(PAGER);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals("••••42", signIn.tab().textOf("latchkey-address").orElse(""));
        assertFalse(signIn.tab().textOf("latchkey-email-otp").orElse("").contains("email"), signIn.tab()::text);
        String code = service.code(number, 1);
        assertTrue(signIn.code(code).done(), signIn.tab()::text);

        assertEquals("pager", events(person).signIn().getDetails().get("latchkey_channel"));
        assertEquals(List.of("email", "pager"), events(person).all().stream()
                .filter(event -> "code_sent".equals(event.getDetails().get("latchkey_step")))
                .map(event -> event.getDetails().get("latchkey_channel")).sorted().toList());
        assertFalse(events(person).all().stream().anyMatch(event -> event.getDetails().containsValue(number)));
        assertFalse(Pattern.compile("\\b" + code + "\\b").matcher(log.text()).find(), "no code in the log");
    }

    @Test
    void attack_whoHasNoPager_isNotLetThroughByPickingIt() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);

        signIn.tryAnotherWay(PAGER);

        assertFalse(signIn.done());
        assertTrue(signIn.tab().text().contains("We cannot send you a code this way."), signIn.tab()::text);
        assertEquals(1, events(person).refusals("no_address"));
        signIn.tryAnotherWay(MAIL);
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    @Test
    void attack_aCodeOfOneChannel_isNoneOfAnother() {
        String number = number();
        TestUser person = withPager(number);
        SignIn signIn = afterPassword(person);
        String mailed = mail(person).code();
        signIn.tryAnotherWay(PAGER);
        String paged = service.code(number, 1);

        signIn.code(mailed);
        assertFalse(signIn.done());
        assertEquals("Wrong code. 2 attempts left.", signIn.message());

        signIn.tryAnotherWay(MAIL).code(paged);
        assertFalse(signIn.done());
        assertEquals("Wrong code. 2 attempts left.", signIn.message());
        assertEquals(2, rows().failures(person), "both count against the account");
        assertTrue(signIn.code(mailed).done(), signIn.tab()::text);
    }

    @Test
    void attack_theAddressChangedMidFlow_leavesItsCodeWorthless() {
        String number = number();
        TestUser person = withPager(number);
        SignIn signIn = afterPassword(person).tryAnotherWay(PAGER);
        String code = service.code(number, 1);
        var user = realm.admin().users().get(person.id()).toRepresentation();
        user.singleAttribute("pager", number());
        realm.admin().users().get(person.id()).update(user);

        signIn.code(code);

        assertFalse(signIn.done());
    }

    @Test
    void theWayWithoutAnswer_getsNoSecondMessageByItselfAndLeavesTheOtherWay() {
        service.behaves(MessageService.Behaviour.HANGS);
        ServerLog log = ServerLog.fromHere();
        String number = number();
        TestUser person = withPager(number);
        SignIn signIn = afterPassword(person).tryAnotherWay(PAGER);
        service.code(number, 1);
        Eventually.holds("the attempt is over", () -> log.text().contains("it is not sent again"));

        time.set(61);
        signIn.tryAnotherWay(MAIL).tryAnotherWay(PAGER);

        assertTrue(signIn.tab().text().contains("The code is delayed or could not be sent."), signIn.tab()::text);
        assertEquals(1, service.to(number).size(), "it may have arrived: nothing is sent again by itself");
        assertTrue(signIn.tryAnotherWay(MAIL).asksForCode(), signIn.tab()::text);
    }

    @Test
    void aServiceThatRefuses_isAskedAgainAndItsCodeIsTheSame() {
        service.behaves(MessageService.Behaviour.REFUSES);
        String number = number();
        SignIn signIn = afterPassword(withPager(number)).tryAnotherWay(PAGER);
        String code = service.code(number, 1);
        service.behaves(MessageService.Behaviour.TAKES);

        assertEquals(code, service.code(number, 2));
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
    }

    @Test
    void attack_pumpingOverOnePrefix_stopsWhileOtherPrefixesGoOn() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.paid-group-hour", "3"));
        String prefix = number().substring(0, 4);
        for (int i = 10; i < 13; i++) {
            String number = prefix + i;
            afterPassword(withPager(number)).tryAnotherWay(PAGER);
            service.code(number, 1);
        }

        String fourth = prefix + 13;
        TestUser attacker = withPager(fourth);
        SignIn refused = afterPassword(attacker).tryAnotherWay(PAGER);

        assertTrue(refused.tab().text().contains("Too many codes were sent."), refused.tab()::text);
        assertEquals(0, service.to(fourth).size());
        assertEquals(1, events(attacker).refusals("excess_rate_limit_exceeded"));
        String other = number();
        SignIn elsewhere = afterPassword(withPager(other)).tryAnotherWay(PAGER);
        assertTrue(elsewhere.code(service.code(other, 1)).done(), elsewhere.tab()::text);
        assertTrue(refused.tryAnotherWay(MAIL).asksForCode(), "mails cost nothing");
    }
}
