package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * An address in every field of a registration that may contain an identifier, by browser and by API: whether it is
 * free, the address of an account or the user name of an account, the answer is the same, and after an error nothing is
 * left.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class RegistrationFieldsIT extends RegistrationTest {

    /** The result of a registration, no matter whether and where the address is in use. */
    enum Outcome {
        /** A code for the address; its owner is notified where it is taken. */
        ADDRESS,
        /** A code for another address, which is free. */
        OTHER,
        /** The same errors. */
        REFUSED
    }

    /** Returns the fields for an address and a name that no account has. */
    interface Fields extends BiFunction<String, String, Map<String, Object>> {
    }

    static Stream<Arguments> addressesAsNames() {
        return Stream.of(
                fields("the address", Outcome.ADDRESS, (address, fresh) -> fields("email", address)),
                fields("in capitals", Outcome.ADDRESS,
                        (address, fresh) -> fields("email", address.toUpperCase(Locale.ROOT))),
                fields("between spaces", Outcome.ADDRESS, (address, fresh) -> fields("email", " " + address + "\t")),
                fields("with a prefix", Outcome.ADDRESS,
                        (address, fresh) -> fields("user.attributes.email", address)),
                fields("beside a user name", Outcome.ADDRESS,
                        (address, fresh) -> fields("email", address, "username", fresh)),
                fields("beside an address as user name", Outcome.ADDRESS,
                        (address, fresh) -> fields("email", address, "username", other(fresh))),
                fields("with a dot at the end", Outcome.REFUSED, (address, fresh) -> fields("email", address + ".")),
                fields("before another", Outcome.REFUSED,
                        (address, fresh) -> fields("email", List.of(address, other(fresh)))),
                fields("after another", Outcome.REFUSED,
                        (address, fresh) -> fields("email", List.of(other(fresh), address))),
                fields("twice", Outcome.REFUSED, (address, fresh) -> fields("email", List.of(address, address))),
                fields("in quotes", Outcome.REFUSED, (address, fresh) -> fields("email", quoted(address))),
                fields("in quotes with a prefix", Outcome.REFUSED,
                        (address, fresh) -> fields("user.attributes.email", quoted(address))),
                fields("behind a comma", Outcome.REFUSED,
                        (address, fresh) -> fields("email", other(fresh) + "," + address)),
                fields("behind a line break", Outcome.REFUSED,
                        (address, fresh) -> fields("email", other(fresh) + "\r\nBcc: " + address)),
                fields("with a NUL", Outcome.REFUSED, (address, fresh) -> fields("email", address + "\0")),
                fields("longer than an address", Outcome.REFUSED,
                        (address, fresh) -> fields("email", "a".repeat(300) + address)),
                fields("beside one with a prefix", Outcome.REFUSED,
                        (address, fresh) -> fields("email", other(fresh), "user.attributes.email", address)),
                fields("beside one with two prefixes", Outcome.REFUSED, (address, fresh) ->
                        fields("email", other(fresh), "user.attributes.user.attributes.email", address)),
                fields("as user name alone", Outcome.REFUSED,
                        (address, fresh) -> fields("email", "", "username", address)),
                fields("as user name", Outcome.OTHER,
                        (address, fresh) -> fields("email", other(fresh), "username", address)),
                fields("as user name with a prefix", Outcome.OTHER, (address, fresh) ->
                        fields("email", other(fresh), "user.attributes.username", address)),
                fields("as an attribute in another case", Outcome.OTHER,
                        (address, fresh) -> fields("email", other(fresh), "Email", address)),
                fields("as an attribute of any name", Outcome.OTHER,
                        (address, fresh) -> fields("email", other(fresh), "nickname", address)),
                fields("as first name", Outcome.OTHER,
                        (address, fresh) -> fields("email", other(fresh), "firstName", address)),
                fields("as last name", Outcome.OTHER,
                        (address, fresh) -> fields("email", other(fresh), "lastName", address)),
                fields("as locale", Outcome.OTHER,
                        (address, fresh) -> fields("email", other(fresh), "locale", address)),
                fields("as an invitation", Outcome.OTHER,
                        (address, fresh) -> fields("email", other(fresh), "token", address)),
                fields("in an attribute whose name is too long", Outcome.REFUSED,
                        (address, fresh) -> fields("email", other(fresh), "n".repeat(256), address)));
    }

    /** Cases with the identifier in other fields than the address field. */
    static Stream<Arguments> addressesElsewhere() {
        return Stream.concat(addressesAsNames().skip(16), Stream.of(
                fields("in an attribute that no user may set", Outcome.REFUSED,
                        (address, fresh) -> fields("email", other(fresh), "LDAP_ID", address))));
    }

    static Stream<Arguments> userNamesBesideAddresses() {
        return Stream.of(
                fields("the address", Outcome.ADDRESS,
                        (address, fresh) -> fields("username", fresh, "email", address)),
                fields("with a prefix", Outcome.ADDRESS,
                        (address, fresh) -> fields("user.attributes.username", fresh,
                                "user.attributes.email", address)),
                fields("as user name, too", Outcome.ADDRESS,
                        (address, fresh) -> fields("username", address, "email", address)),
                fields("as user name in capitals", Outcome.ADDRESS,
                        (address, fresh) -> fields("username", address.toUpperCase(Locale.ROOT), "email", address)),
                fields("as user name of another address", Outcome.REFUSED,
                        (address, fresh) -> fields("username", address, "email", other(fresh))),
                fields("in capitals as user name of another address", Outcome.REFUSED, (address, fresh) ->
                        fields("username", address.toUpperCase(Locale.ROOT), "email", other(fresh))),
                fields("with another at sign as user name", Outcome.REFUSED,
                        (address, fresh) -> fields("username", address.replace('@', '\uff20'), "email", other(fresh))),
                fields("with a dot at the end as user name", Outcome.REFUSED,
                        (address, fresh) -> fields("username", address + ".", "email", other(fresh))),
                fields("as user name with a prefix", Outcome.REFUSED,
                        (address, fresh) -> fields("user.attributes.username", address, "email", other(fresh))),
                fields("as a second user name", Outcome.REFUSED,
                        (address, fresh) -> fields("username", List.of(fresh, address), "email", other(fresh))),
                fields("as user name without an address", Outcome.REFUSED,
                        (address, fresh) -> fields("username", address, "email", "")),
                fields("as first name", Outcome.OTHER,
                        (address, fresh) -> fields("username", fresh, "email", other(fresh), "firstName", address)),
                fields("as an attribute of any name", Outcome.OTHER,
                        (address, fresh) -> fields("username", fresh, "email", other(fresh), "nickname", address)),
                fields("without a user name", Outcome.REFUSED, (address, fresh) -> fields("email", address)),
                fields("beside a user name that is too long", Outcome.REFUSED,
                        (address, fresh) -> fields("username", fresh.repeat(100), "email", address)));
    }

    @ParameterizedTest
    @MethodSource("addressesAsNames")
    void attack_identifiersOfOthersInEveryField_revealNothing(Outcome outcome, Fields fields) {
        tellNothing(outcome, fields);
    }

    @ParameterizedTest
    @MethodSource("userNamesBesideAddresses")
    void attack_identifiersOfOthersInEveryField_besideUserNames_revealNothing(Outcome outcome, Fields fields) {
        userNames();
        tellNothing(outcome, fields);
    }

    @ParameterizedTest
    @MethodSource("addressesElsewhere")
    void attack_identifiersOfOthersInEveryField_withAttributesOfAnyName_revealNothing(Outcome outcome, Fields fields) {
        profile(config -> config.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ENABLED));
        tellNothing(outcome, fields);
    }

    private void tellNothing(Outcome outcome, Fields fields) {
        ServerLog log = ServerLog.fromHere();
        TestUser owner = person();
        TestUser named = named();
        String free = owner.email().replace("user", "free");
        List<String> addresses = List.of(free, owner.email(), named.username());
        assertSame(outcome, addresses, address -> api(outcome, fields, address));
        assertSame(outcome, addresses, address -> browser(outcome, fields, address));
        log.assertNoTrace();

        assertEquals(owner.id(), account(owner.email()).getId());
        assertEquals(named.id(), account(named.email()).getId());
        if (outcome == Outcome.ADDRESS) {
            assertTrue(mail(owner, 2).subject().startsWith("You already have an account"));
        }
        assertEquals(outcome == Outcome.ADDRESS ? 2 : 0, mails(owner).size());
        assertEquals(0, mails(named).size());
        assertEquals(outcome == Outcome.ADDRESS ? 2 : 0, inbox().all(free).size());
    }

    /** Registers with a free address, a taken one and a user name; at once, because each answer is padded. */
    private void assertSame(Outcome outcome, List<String> addresses, UnaryOperator<String> register) {
        List<Integer> before = stored();
        List<String> answers = Burst.of(addresses.size(), number -> register.apply(addresses.get(number)));
        assertEquals(answers.get(0), answers.get(1), "a free address and a taken one");
        assertEquals(answers.get(0), answers.get(2), "a free address and a user name");
        if (outcome == Outcome.REFUSED) {
            assertEquals(before, stored(), "nothing is left");
        }
    }

    /** A user whose user name is an address, but not the account's. */
    private TestUser named() {
        RealmRepresentation names = realm.admin().toRepresentation();
        boolean addresses = names.isRegistrationEmailAsUsername();
        names.setRegistrationEmailAsUsername(false);
        realm.admin().update(names);
        TestUser person = person(realm, user -> user.username("user" + NUMBER.incrementAndGet() + "@mail.example"));
        names.setRegistrationEmailAsUsername(addresses);
        realm.admin().update(names);
        return person;
    }

    private String api(Outcome outcome, Fields fields, String address) {
        String fresh = "fresh" + NUMBER.incrementAndGet();
        NativeApp.Answer answer = byApi(fields.apply(address, fresh));
        if (outcome == Outcome.REFUSED) {
            assertEquals(400, answer.status(), answer::toString);
            return answer.toString().replace(address, "ADDRESS").replace(fresh, "FRESH");
        }
        assertEquals(202, answer.status(), answer::toString);
        created(outcome, address, fresh, answer.json().get("reference").asText());
        return answer.response().body().length() + " " + answer.json().properties().stream()
                .map(Map.Entry::getKey).toList() + answer.response().headers().map().keySet();
    }

    private String browser(Outcome outcome, Fields fields, String address) {
        String fresh = "fresh" + NUMBER.incrementAndGet();
        SignIn page = byBrowser(fields.apply(address, fresh));
        if (outcome == Outcome.REFUSED) {
            assertRefused(page);
        } else {
            assertTrue(page.asksForCode(), page.tab()::text);
            created(outcome, address, fresh, page.reference());
        }
        return page.tab().status() + " " + page.tab().text().toLowerCase(Locale.ROOT)
                .replace(address, "ADDRESS").replace(address.replace('@', '\uff20'), "ADDRESS")
                .replace(quoted(address), "ADDRESS")
                .replace(fresh, "FRESH").replace(page.reference().toLowerCase(Locale.ROOT), "REFERENCE");
    }

    /** The stored address is the one that gets the mail. */
    private void created(Outcome outcome, String address, String fresh, String reference) {
        String expected = outcome == Outcome.ADDRESS ? address : other(fresh);
        if (outcome == Outcome.OTHER || address.startsWith("free")) {
            assertTrue(pending(expected));
            Eventually.present("the mail " + reference, () -> inbox().all(expected).stream()
                    .filter(mail -> mail.subject().contains(reference)).findFirst());
        }
    }

    /** Another spelling of the same mailbox (RFC 5321, 4.1.2). */
    private static String quoted(String address) {
        return '"' + address.replace("@", "\"@");
    }

    private static String other(String fresh) {
        return fresh + "@mail.example";
    }

    private static Arguments fields(String name, Outcome outcome, Fields fields) {
        return Arguments.of(outcome, Named.of(name, fields));
    }
}
