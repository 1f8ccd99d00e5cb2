package dev.latchkey.it.kit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One sign-in to the demo app in one tab of a browser. */
public final class SignIn {

    /** Id of the form that takes the code. */
    public static final String CODE_FORM = "latchkey-code-form";
    /** Id of the form that asks for another mail. */
    public static final String RESEND_FORM = "latchkey-resend-form";
    /** PKCE verifier of every sign-in, from the appendix of RFC 7636. */
    public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /** PKCE challenge of {@link #VERIFIER}. */
    public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static final String PASSWORD_FORM = "kc-form-login";
    private static final String TRUST_FORM = "latchkey-trust-form";
    private static final String AUTH = "/realms/" + Admin.REALM + "/protocol/openid-connect/auth";
    private static final Pattern LINK_TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");
    private static final Pattern TAB = Pattern.compile("[?&]tab_id=([^&]+)");

    private final Browser browser;
    private final String user;
    private Page page;
    private String tab;

    /**
     * @param browser the browser that the tab is in
     * @param user    name of the user who signs in
     */
    public SignIn(Browser browser, String user) {
        this.browser = browser;
        this.user = user;
    }

    /**
     * Opens the tab and enters the password.
     *
     * @param browser the browser that the tab is in
     * @param user    name of the user who signs in
     * @return the sign-in, with the page after the password
     */
    public static SignIn withPassword(Browser browser, String user) {
        SignIn signIn = new SignIn(browser, user);
        signIn.open();
        signIn.password();
        return signIn;
    }

    /** @return the page that asks for user name and password */
    public Page open() {
        return openFor("demo-app");
    }

    /**
     * @param clientId the application
     * @return the page that asks for user name and password
     */
    public Page openFor(String clientId) {
        return openFor(clientId, "openid");
    }

    /**
     * @param clientId the application
     * @param scope    the requested scope
     * @return the page that asks for user name and password
     */
    public Page openFor(String clientId, String scope) {
        return openFor(clientId, scope, Map.of());
    }

    /**
     * @param clientId the application
     * @param scope    the requested scope
     * @param more     further parameters of the request, or others in place of the usual ones
     * @return the page that asks for user name and password
     */
    public Page openFor(String clientId, String scope, Map<String, String> more) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", clientId);
        query.put("response_type", "code");
        query.put("scope", scope);
        query.put("redirect_uri", Browser.CALLBACK);
        query.put("code_challenge", CHALLENGE);
        query.put("code_challenge_method", "S256");
        query.putAll(more);
        return open(AUTH + "?" + Http.query(query));
    }

    /**
     * @param address authorization request to which an application has sent the browser
     * @return the page that asks for user name and password
     */
    public Page open(String address) {
        return show(browser.get(address));
    }

    /** @return the page after the right password */
    public Page password() {
        return password(Admin.USER_PASSWORD);
    }

    /**
     * @param password the typed password
     * @return the page after it
     */
    public Page password(String password) {
        Map<String, String> fields = page.has("kc-reauthenticate-form")
                ? Map.of("password", password)
                : Map.of("username", user, "password", password);
        String action = page.action(PASSWORD_FORM);
        Matcher found = TAB.matcher(action);
        if (found.find()) {
            tab = found.group(1);
        }
        return show(browser.post(action, fields));
    }

    /**
     * @param formId a form of the page
     * @param fields values of its fields
     * @return the page after it
     */
    public Page submit(String formId, Map<String, String> fields) {
        return show(browser.post(page.action(formId), fields));
    }

    /**
     * @param code the typed code
     * @return the page after it
     */
    public Page code(String code) {
        return submit(CODE_FORM, Map.of("code", code, "login", "true"));
    }

    /**
     * @param code the typed code
     * @return the page after it, on which this browser is a trusted device
     */
    public Page codeAndTrust(String code) {
        return submit(CODE_FORM, Map.of("code", code, "trust", "yes", "login", "true"));
    }

    /**
     * Submits the form with the code many times at the same moment. Each request has the cookies of before, so that
     * none is signed in by the session that another one has opened.
     *
     * @param count number of requests
     * @param code  the typed code
     * @return the pages after them
     */
    public List<Page> codeAtOnce(int count, String code) {
        return atOnce(count, page.action(CODE_FORM), Map.of("code", code, "login", "true"));
    }

    /**
     * Submits the form with the right password many times at the same moment, each with the cookies of before.
     *
     * @param count number of requests
     * @return the pages after them
     */
    public List<Page> passwordAtOnce(int count) {
        return atOnce(count, page.action(PASSWORD_FORM), Map.of("username", user, "password", Admin.USER_PASSWORD));
    }

    private List<Page> atOnce(int count, String action, Map<String, String> fields) {
        List<Browser> copies = Stream.generate(browser::copy).limit(count).toList();
        return Burst.of(count, i -> copies.get(i).post(action, fields));
    }

    /**
     * Opens the link of a mail in this browser, presses its button, and leaves the browser untrusted when asked.
     *
     * @param link from the mail
     * @return the page after it
     */
    public Page link(String link) {
        Page confirm = browser.get(link);
        Matcher token = LINK_TOKEN.matcher(confirm.body());
        if (!token.find()) {
            throw new IllegalStateException("No button behind the link: " + confirm.status() + " " + confirm.text());
        }
        Page next = browser.post(confirm.action("latchkey-link-form"), Map.of("token", token.group(1)));
        return show(next.has(TRUST_FORM) ? browser.post(next.action(TRUST_FORM), Map.of("trust", "no")) : next);
    }

    /** @return the page after the button that asks for another mail */
    public Page resend() {
        return submit(RESEND_FORM, Map.of("resend", "true"));
    }

    /** @return the page as it is now, loaded again without posting anything */
    public Page look() {
        return show(browser.get(page.action(page.has(CODE_FORM) ? CODE_FORM : RESEND_FORM)
                .replaceFirst("session_code=[^&]+&", "")));
    }

    /**
     * @param app the demo app
     * @return the token endpoint's answer to the authorization code
     */
    public TokenClient.Grant tokens(TokenClient app) {
        return app.code(page.authorizationCode().orElseThrow(), Browser.CALLBACK, VERIFIER);
    }

    /** @return the page that the tab shows now */
    public Page page() {
        return page;
    }

    /** @return Keycloak's id of the tab */
    public String tab() {
        return tab;
    }

    /** @return the browser that the tab is in */
    public Browser browser() {
        return browser;
    }

    /** @return name of the user who signs in */
    public String user() {
        return user;
    }

    /**
     * @param next a page that the tab shows from now on
     * @return that page
     */
    public Page show(Page next) {
        page = next;
        return next;
    }
}
