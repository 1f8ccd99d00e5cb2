package dev.latchkey.it.flow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.flow.FlowPage.Form;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Page;

/** One tab that is moved from flow to flow, by plain HTTP and the parameters in the addresses of Keycloak's pages. */
final class FlowTab {

    private static final Pattern TAB = Pattern.compile(
            "client_id=([\\w-]+)&(?:amp;)?tab_id=([\\w-]+)(?:&(?:amp;)?client_data=([\\w.-]+))?");
    private static final Pattern REFERENCE = Pattern.compile("id=\"latchkey-reference\"[^>]*>([A-Z0-9]+)<");
    private static final Pattern ATTEMPTED = Pattern.compile(
            "id=\"kc-attempted-username\"[^>]*?(?:value=\"|>\\s*)([^<\"\\s]+)");
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    private final Browser browser;
    private final String realm;
    private Page page;
    private Address address;
    private String client = "";

    /** @param realm name of the realm */
    FlowTab(Browser browser, String realm) {
        this.browser = browser;
        this.realm = realm;
    }

    /** Another tab of the same browser. */
    FlowTab another() {
        return new FlowTab(browser, realm);
    }

    /**
     * The parameters by which Keycloak identifies a tab.
     *
     * @param client the application
     * @param query  the whole query, as the links of pages have it
     */
    record Address(String client, String query) {
    }

    /**
     * A form as a page shows it; it can be sent after the page has changed.
     *
     * @param form   kind of the form
     * @param action address that it posts to
     * @param client the application that the sign-in is for
     * @param hidden its hidden fields
     */
    record Shown(Form form, String action, String client, Map<String, String> hidden) {
    }

    /** Sends a new authorization request. */
    void request(String application, String more) {
        client = application;
        show(browser.get("/realms/" + realm + "/protocol/openid-connect/auth?client_id=" + application
                + "&response_type=code&scope=openid&redirect_uri="
                + URLEncoder.encode(Browser.CALLBACK, StandardCharsets.UTF_8) + more));
    }

    /** Opens an address below the realm's login actions, in a tab of this browser. */
    void open(String path, Address in) {
        client = in.client();
        show(browser.get("/realms/" + realm + "/login-actions/" + path + "?" + in.query()));
    }

    void openLink(String link) {
        show(browser.get(link));
    }

    void post(Shown shown, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>(shown.hidden());
        all.putAll(fields);
        client = shown.client();
        show(browser.post(shown.action(), all));
    }

    private void show(Page next) {
        page = next;
        Matcher tab = TAB.matcher(page.body());
        if (tab.find()) {
            address = new Address(tab.group(1), "client_id=" + tab.group(1) + "&tab_id=" + tab.group(2)
                    + (tab.group(3) == null ? "" : "&client_data=" + tab.group(3)));
            client = tab.group(1);
        }
    }

    /** The last page's address, from which the addresses of other pages are made. */
    Address address() {
        return address;
    }

    /** The form that the page shows; one that asks for nothing when it shows none. */
    Shown shown() {
        for (Map.Entry<String, Form> known : Map.of("kc-form-login", Form.PASSWORD, "kc-register-form",
                Form.REGISTRATION, "kc-reset-password-form", Form.RESET_NAME, "latchkey-code-form", Form.CODE,
                "latchkey-new-password-form", Form.NEW_PASSWORD, "latchkey-link-form", Form.LINK).entrySet()) {
            if (page.has(known.getKey())) {
                Form form = known.getValue() == Form.PASSWORD && !page.body().contains("name=\"password\"")
                        ? Form.NAME
                        : known.getValue();
                Matcher token = TOKEN.matcher(page.body());
                return new Shown(form, page.action(known.getKey()), client,
                        form == Form.LINK && token.find() ? Map.of("token", token.group(1)) : Map.of());
            }
        }
        return new Shown(Form.NONE, "", client, Map.of());
    }

    /** The flow of the page: the one that its form continues. */
    Optional<Flow> flow() {
        String action = shown().action();
        if (action.contains(Flow.LINK.path())) {
            return Optional.of(Flow.LINK);
        }
        for (Flow flow : Flow.values()) {
            if (action.contains("/login-actions/" + flow.path() + "?")
                    && (flow.client().isEmpty() || action.contains("client_id=" + flow.client() + "&"))) {
                return Optional.of(flow);
            }
        }
        return Optional.empty();
    }

    /** Name of the user whose password the page asks for; empty when it asks for a name as well. */
    Optional<String> asked() {
        Matcher attempted = ATTEMPTED.matcher(page.body());
        return attempted.find() ? Optional.of(attempted.group(1)) : Optional.empty();
    }

    /** The reference that the page and its mail share. */
    Optional<String> reference() {
        Matcher reference = REFERENCE.matcher(page.body());
        return reference.find() ? Optional.of(reference.group(1)) : Optional.empty();
    }

    /** The application that the sign-in is for. */
    String client() {
        return client;
    }

    /** The authorization code that the application was sent. */
    Optional<String> authorizationCode() {
        return page.authorizationCode();
    }

    @Override
    public String toString() {
        Shown shown = shown();
        String what = shown.form() == Form.NONE ? page.toString() : shown.form() + " of "
                + flow().map(Flow::row).orElse("?");
        return authorizationCode().isPresent() ? "the application" : what.substring(0, Math.min(what.length(), 160));
    }
}
