package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;

/** A realm in which numbers name accounts, and a gateway that keeps the texts. */
abstract class PhoneSignUpTest extends RegistrationTest {

    static final String PHONE_ACTION = "latchkey-verify-phone";

    MessageService gateway;

    @BeforeEach
    void numbersNameAccounts() {
        gateway = new MessageService(FlowServer.PAGER);
        if (realm.admin().flows().getRequiredActions().stream()
                .noneMatch(known -> known.getAlias().equals(PHONE_ACTION))) {
            RequiredActionProviderSimpleRepresentation phone = new RequiredActionProviderSimpleRepresentation();
            phone.setProviderId(PHONE_ACTION);
            phone.setName(PHONE_ACTION);
            realm.admin().flows().registerRequiredAction(phone);
        }
        identifier("either");
        userNames();
        profile(config -> {
            config.getAttribute("email").setRequired(null);
            config.addOrReplaceAttribute(new UPAttribute("phoneNumber",
                    new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin", "user"))));
            config.addOrReplaceAttribute(new UPAttribute("phoneNumberVerified",
                    new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin"))));
        });
    }

    @AfterEach
    void stop() {
        identifier("email");
        gateway.close();
    }

    void identifier(String value) {
        policy(value, false);
    }

    void policy(String identifier, boolean resets) {
        policy(identifier, resets, 0);
    }

    void policy(String identifier, boolean resets, int simSwapDays) {
        policy(Map.of("countries", "DE,AT", "identifier", identifier, "home_country", "DE",
                "reset_by_phone", String.valueOf(resets), "sim_swap_days", String.valueOf(simSwapDays),
                "sim_swap_alone", "true"));
    }

    void policy(Map<String, String> settings) {
        new RequiredActions(realm).configure(PHONE_ACTION, settings);
    }

    static String number() {
        return TelephoneNumbers.next("0042");
    }

    static String digits(String number) {
        return number.substring(1);
    }

    SignIn byPhone(String typed) {
        return byBrowser(fields("phoneNumber", typed));
    }

    List<UserRepresentation> with(String number) {
        return realm.admin().users().searchByAttributes("phoneNumber:" + number);
    }

    UserRepresentation only(String number) {
        List<UserRepresentation> found = with(number);
        assertEquals(1, found.size(), found::toString);
        return realm.admin().users().get(found.get(0).getId()).toRepresentation();
    }

    /** An account that a sign-up has made by its number. */
    UserRepresentation signedUp(String number) {
        SignIn signUp = byPhone(number);
        assertTrue(signUp.code(gateway.code(digits(number), 1)).done(), signUp.tab()::text);
        return only(number);
    }

    /**
     * Has the realm ask for no password at a sign-up.
     *
     * @param flow by which its browsers sign in
     */
    void signsUpWithoutPassword(String flow) {
        action.prioritise(VerifyEmail.ACTION, 1);
        action.policy(Map.of("sign_up_credential", "none"));
        change(builder -> builder.browserFlow(flow));
    }

    /** @return the types of the credentials of the one account with this number */
    List<String> credentials(String number) {
        return realm.admin().users().get(only(number).getId()).credentials().stream()
                .map(CredentialRepresentation::getType).toList();
    }

    SignIn byNumber(String typed, String password) {
        runs(Realms.APP, "browser", Realms.BY_NUMBER);
        return SignIn.open(browser().tab(), realm).password(typed, password);
    }

    /** Writes an address into an account, by its user's token. */
    String addressByToken(UserRepresentation account, String number) {
        String address = freshAddress();
        NativeApp.Answer granted = new NativeApp(realm, Realms.DIRECT_APP).token(Map.of("grant_type", "password",
                "username", account.getUsername(), "password", NEW_PASSWORD));
        assertEquals(200, granted.status(), granted::toString);
        String token = granted.json().path("access_token").asText();
        HttpResponse<String> stored = Rest.bearer(token).send("POST", "/realms/" + realm.getName() + "/account/",
                "{\"username\":\"%s\",\"firstName\":\"Nora\",\"lastName\":\"New\",\"email\":\"%s\","
                        .formatted(account.getUsername(), address)
                        + "\"attributes\":{\"phoneNumber\":[\"%s\"],\"phoneNumberVerified\":[\"%s\"]}}"
                        .formatted(number, realm.admin().users().get(account.getId()).toRepresentation()
                                .getAttributes().get("phoneNumberVerified").get(0)));
        assertEquals(204, stored.statusCode(), stored::body);
        return address;
    }

    /** Names the account wherever a mail to its address would be a way in. */
    void askForCodes(UserRepresentation account, String address) {
        for (String name : List.of(address, account.getUsername())) {
            SignIn.forgotPassword(browser().tab(), realm).reset(name);
            app().challenge("password_reset", name);
            app().challenge("verify_email", name);
            assertTrue(SignIn.open(browser().tab(), realm, Realms.OTHER_APP, "").username(name).asksForCode());
        }
    }

    /** What a page shows, without what differs by chance. */
    static String page(SignIn page, String number) {
        return page.tab().status() + page.tab().text().replace(number, "").replace(page.reference(), "")
                // the pages are not read in the same second
                .replaceAll("in \\d+ seconds?", "");
    }

    static List<String> names(NativeApp.Answer answer) {
        List<String> names = new ArrayList<>();
        answer.json().fieldNames().forEachRemaining(names::add);
        return names;
    }
}
