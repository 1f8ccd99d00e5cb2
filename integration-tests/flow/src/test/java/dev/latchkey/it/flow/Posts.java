package dev.latchkey.it.flow;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import org.keycloak.testframework.realm.ManagedRealm;

/** A sign-in whose forms can be posted by several threads at once, which HtmlUnit's browser cannot. */
record Posts(Browser browser, ManagedRealm realm) {

    private static final Pattern REFERENCE = Pattern.compile("id=\"latchkey-reference\"[^>]*>([A-Z0-9]+)<");

    Page open() {
        return browser.get("/realms/" + realm.getName() + "/protocol/openid-connect/auth?client_id=" + Realms.APP
                + "&response_type=code&scope=openid&redirect_uri=" + FlowServer.BASE + "/realms/" + realm.getName());
    }

    Page password(Page form, TestUser person) {
        return password(form, person, TestUser.PASSWORD);
    }

    Page password(Page form, TestUser person, String typed) {
        return browser.post(form.action("kc-form-login"), Map.of("username", person.username(), "password", typed));
    }

    Page afterPassword(TestUser person) {
        Page asked = password(open(), person);
        if (!asked.asksForCode()) {
            throw new AssertionError(asked);
        }
        return asked;
    }

    Page post(Page page, String code) {
        return browser.post(page.action("latchkey-code-form"), Map.of("code", code));
    }

    /** Posts one form with each of these codes, all with the cookies from before the first post. */
    static List<Page> atOnce(Browser browser, String action, List<String> codes) {
        List<Browser> copies = Stream.generate(browser::copy).limit(codes.size()).toList();
        return Burst.of(codes.size(), i -> copies.get(i).post(action, Map.of("code", codes.get(i))));
    }

    /** Whether the application was reached with an authorization code. */
    static boolean done(Page page) {
        return page.uri().getQuery() != null && page.uri().getQuery().matches("(.*&)?code=.+")
                && !page.uri().getPath().contains("/login-actions/");
    }

    static String reference(Page page) {
        Matcher reference = REFERENCE.matcher(page.body());
        if (!reference.find()) {
            throw new AssertionError("No reference: " + page);
        }
        return reference.group(1);
    }
}
