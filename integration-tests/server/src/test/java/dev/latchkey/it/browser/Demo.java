package dev.latchkey.it.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.net.ServerSocketFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Ports;
import dev.latchkey.it.kit.TestProcess;
import dev.latchkey.it.server.Probe;
import dev.latchkey.quickstart.MailInbox;
import dev.latchkey.sms.gateway.smpp.MessageCentre;

/** Keycloak with Latchkey and the demo realm, an inbox, the app that users sign in to, and a Chromium. */
final class Demo implements AutoCloseable {

    private static final String POLICY = "/authentication/required-actions/latchkey-verify-email/config";
    private static final String PHONE_POLICY = "/authentication/required-actions/latchkey-verify-phone/config";
    private static final String PROFILE = "/users/profile";
    private static final Duration MAIL = Duration.ofMinutes(3);
    private static final Pattern INVITATION = Pattern.compile("http\\S+/registrations\\S+");
    private static final Pattern ACTION_TOKEN = Pattern.compile("http\\S+/action-token\\S+");
    private static final double PATIENCE_MILLIS = Duration.ofMinutes(2).toMillis();

    private final MailInbox inbox = MailInbox.start(0);
    private final DemoApp app = new DemoApp();
    private final TextService texts = new TextService();
    private final int centrePort = Ports.free();
    private final MessageCentre centre = centre(centrePort);
    private final Node node = Probe.node("dev-file", "browser-" + TestProcess.NUMBER).prepared();
    private final Playwright driver = Chromium.driver();
    private final Browser browser = Chromium.launch(driver);

    static Demo start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Demo demo = new Demo();
        demo.node.start(server -> server.option("hostname", demo.url())
                .option("spi-latchkey-sms-gateway--http--url", demo.texts.url())
                // by which texts of phones arrive
                .option("spi-latchkey-sms-gateway--smpp--host", "127.0.0.1")
                .option("spi-latchkey-sms-gateway--smpp--port", String.valueOf(demo.centrePort))
                .option("spi-latchkey-sms-gateway--smpp--tls", "false")
                .option("spi-latchkey-sms-gateway--smpp--inbound", "true")
                .option("spi-latchkey-sms-gateway--smpp--system-id", MessageCentre.SYSTEM_ID)
                .option("spi-latchkey-sms-gateway--smpp--password", MessageCentre.PASSWORD)
                // in force where a realm has numbers name accounts
                .option("spi-latchkey-phone--text--experimental", "true")
                // all tests come from one address
                .option("spi-latchkey-limits--default--send-ip-minute", "60000")
                .option("spi-latchkey-limits--default--send-ip-hour", "100000")
                .option("spi-latchkey-limits--default--paid-ip-hour", "100000")
                .option("spi-latchkey-limits--default--sign-up-ip-minute", "60000"));
        demo.node.admin().mailServer(demo.inbox.port()).withoutEndpointLimit();
        return demo;
    }

    /**
     * @return base URL of Keycloak, without a slash at the end; with a host name, because a passkey belongs to a name
     */
    String url() {
        return node.baseUrl().replace("127.0.0.1", "localhost");
    }

    /** @return how many lines of the server's log have this text */
    long logged(String text) {
        return node.log().lines().filter(line -> line.contains(text)).count();
    }

    /** @return the demo app's redirect URI */
    String callback() {
        return app.callback();
    }

    /** Opens a browser that shares nothing with others; it is closed after the test. */
    Window window(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return new Window(this, context);
    }

    Window window() {
        return window(new Browser.NewContextOptions().setLocale("en-GB"));
    }

    /** Creates an account; tests that shared an account would share its limits and locks, too. */
    BrowserUser newcomer(String name) {
        return new BrowserUser(node.admin().users(name, 1).get(0), Admin.USER_PASSWORD);
    }

    /**
     * The page that administrators read before a flow depends on the risk of sign-ins.
     *
     * @param language its language
     * @param signIns  how many sign-ins it reports at least, which this waits for
     */
    String riskReport(String language, int signIns) {
        Eventually.see(Duration.ofMinutes(1), () -> {
            int evaluated = 0;
            for (JsonNode level : node.admin().call("GET", "/latchkey-risk/report", null).get("levels")) {
                evaluated += level.get("evaluated").asInt();
            }
            return evaluated;
        }, evaluated -> evaluated >= signIns);
        return node.admin().text("/latchkey-risk/report/page?locale=" + language);
    }

    /** Requires the verification of the user's address at the next sign-in, as an administrator does. */
    void mustVerifyEmail(BrowserUser person) {
        must(person, false, "latchkey-verify-email");
    }

    /** Requires the user to register a passkey at the next sign-in. */
    void mustRegisterPasskey(BrowserUser person, String requiredAction) {
        must(person, true, requiredAction);
    }

    /** Requires the user to prove a telephone number of Germany at the next sign-in. */
    void mustVerifyPhone(BrowserUser person) {
        must(person, true, "latchkey-verify-phone");
    }

    /**
     * Runs an action while numbers name accounts, as docs/sms.md sets it up, and users sign in by a number and a text.
     *
     * @param during the action
     */
    void withNumbers(Runnable during) {
        withNumbers(false, during);
    }

    /**
     * As {@link #withNumbers}.
     *
     * @param bySending whether users who sign up by a number send a text
     * @param during    the action
     */
    void withNumbers(boolean bySending, Runnable during) {
        Admin admin = node.admin();
        JsonNode policy = admin.call("GET", PHONE_POLICY, null);
        JsonNode profile = admin.call("GET", PROFILE, null);
        admin.call("PUT", PHONE_POLICY, Map.of("config", Map.of("countries", "AT,DE", "identifier", "either",
                "home_country", "DE", "reset_by_phone", "true", "service_number", "+4930123456",
                "sign_up_by_sending", String.valueOf(bySending))));
        ObjectNode editable = profile.deepCopy();
        for (JsonNode attribute : editable.get("attributes")) {
            if (attribute.get("name").asText().equals("email")) {
                ((ObjectNode) attribute).remove("required");
            }
            if (attribute.get("name").asText().equals("phoneNumber")) {
                ((ObjectNode) attribute.get("permissions")).putArray("edit").add("admin").add("user");
            }
        }
        admin.call("PUT", PROFILE, editable);
        admin.realm(Map.of("registrationEmailAsUsername", false));
        appsTakeNumbers();
        try {
            withFlow(List.of("latchkey-number-password", "latchkey-sms-otp"), during);
        } finally {
            admin.realm(Map.of("registrationEmailAsUsername", true));
            admin.call("PUT", PROFILE, profile);
            admin.call("PUT", PHONE_POLICY, policy);
        }
    }

    /** In the flow of apps, numbers and texts take the place of names and mails, from then on. */
    private void appsTakeNumbers() {
        String flow = "latchkey%20native";
        if (StreamSupport.stream(node.admin().call("GET", executions(flow), null).spliterator(), false)
                .anyMatch(step -> "latchkey-direct-number".equals(step.path("providerId").asText()))) {
            return;
        }
        addStep(flow, "latchkey-direct-number");
        addStep("latchkey%20native%20untrusted%20device", "latchkey-direct-sms-otp");
        for (JsonNode step : node.admin().call("GET", executions(flow), null)) {
            String id = step.path("providerId").asText();
            if (id.equals("latchkey-direct-number")) {
                change(flow, step, "REQUIRED", 1);
            } else if (id.equals("direct-grant-validate-username")) {
                change(flow, step, "DISABLED", 2);
            } else if (id.equals("latchkey-direct-sms-otp")) {
                change(flow, step, "REQUIRED", 12);
            } else if (id.equals("latchkey-direct-email-otp")) {
                change(flow, step, "DISABLED", 13);
            }
        }
    }

    private void change(String flow, JsonNode step, String requirement, int priority) {
        node.admin().call("PUT", executions(flow), Map.of("id", step.get("id").asText(), "requirement", requirement,
                "priority", priority));
    }

    private static MessageCentre centre(int port) {
        try {
            return new MessageCentre(ServerSocketFactory.getDefault(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a text from a phone. */
    void sendsText(String number, String text) {
        try {
            centre.text(number.replaceAll("[+ ]", ""), text);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The texts that were sent. */
    TextService texts() {
        return texts;
    }

    /** Adds an authenticator app to the account, as one that was set up earlier. */
    void hasAuthenticatorApp(BrowserUser person, String secret) {
        node.admin().call("PUT", user(person), Map.of("username", person.username(), "email", person.email(),
                "credentials", List.of(Map.of("type", "otp", "userLabel", "phone",
                        "secretData", Json.write(Map.of("value", secret)),
                        "credentialData", Json.write(Map.of("subType", "totp", "digits", 6, "counter", 0,
                                "period", 30, "algorithm", "HmacSHA1"))))));
    }

    private void must(BrowserUser person, boolean emailVerified, String requiredAction) {
        node.admin().call("PUT", user(person), Map.of("username", person.username(), "email", person.email(),
                "emailVerified", emailVerified, "requiredActions", List.of(requiredAction)));
    }

    /**
     * Runs an action while users sign in by another browser flow.
     *
     * @param steps  authenticators of the browser flow, each of them required
     * @param during the action
     */
    void withFlow(List<String> steps, Runnable during) {
        withFlow(flow(steps), during);
    }

    /**
     * Runs an action while the realm has an organization, which has the domain of all accounts here, and users are
     * asked for their names first.
     *
     * @param member who is a member of the organization
     * @param steps  authenticators after the name, each of them required
     * @param during the action
     */
    void withOrganization(BrowserUser member, List<String> steps, Runnable during) {
        Admin admin = node.admin();
        admin.realm(Map.of("organizationsEnabled", true));
        String organization = "/organizations/" + admin.organization("latchkey");
        try {
            admin.call("POST", organization + "/members", admin.userId(member.username()));
            withFlow(identityFirst(steps), during);
        } finally {
            admin.call("DELETE", organization, null);
            admin.realm(Map.of("organizationsEnabled", false));
        }
    }

    /**
     * Runs an action while another realm is an identity provider of this one, with the alias {@code home}.
     *
     * @param name   name of the newcomer who has an account in both, which are linked
     * @param steps  authenticators after a sign-in there, each of them required
     * @param during the action, for the newcomer
     */
    void withIdentityProvider(String name, List<String> steps, Consumer<BrowserUser> during) {
        withIdentityProvider(name, Map.of("postBrokerLoginFlowAlias", flow(steps)), (person, there) -> {
            node.admin().call("POST", user(person) + "/federated-identity/home", Map.of("identityProvider", "home",
                    "userId", there, "userName", person.username()));
            during.accept(person);
        });
    }

    /**
     * Runs an action while another realm is an identity provider of this one, with the alias {@code home}.
     *
     * @param name   name of the newcomer who has an account in both, of the same address, which are not linked
     * @param during the action, for the newcomer
     */
    void withIdentityProviderOfTheSameAddress(String name, Consumer<BrowserUser> during) {
        withIdentityProvider(name, Map.of(), (person, there) -> during.accept(person));
    }

    private void withIdentityProvider(String name, Map<String, Object> more, BiConsumer<BrowserUser, String> during) {
        Admin admin = node.admin();
        Admin home = admin.newRealm("story-home");
        home.call("POST", "/clients", Map.of("clientId", "demo", "secret", "demo", "publicClient", false,
                "redirectUris", List.of(url() + "/*")));
        String there = home.userId(home.users(name, 1).get(0));
        String openid = url() + "/realms/story-home/protocol/openid-connect/";
        String providers = "/identity-provider/instances";
        Map<String, Object> provider = new HashMap<>(more);
        provider.putAll(Map.of("alias", "home", "displayName", "Home", "enabled", true,
                "providerId", "keycloak-oidc", "trustEmail", true,
                "config", Map.of("clientId", "demo", "clientSecret", "demo",
                        "clientAuthMethod", "client_secret_post", "authorizationUrl", openid + "auth",
                        "tokenUrl", openid + "token", "disableUserInfo", "true",
                        "defaultScope", "openid profile email")));
        admin.call("POST", providers, provider);
        try {
            during.accept(newcomer(name), there);
        } finally {
            admin.call("DELETE", providers + "/home", null);
            home.deleteRealm();
        }
    }

    /** Adds a flow; returns its alias. */
    private String flow(List<String> steps) {
        String alias = emptyFlow();
        steps.forEach(step -> addStep(alias, step));
        choose(alias, "REQUIRED");
        return alias;
    }

    /** The step of Keycloak's organizations asks for the name, and leads to another flow. */
    private String identityFirst(List<String> steps) {
        String alias = emptyFlow();
        addStep(alias, "organization");
        String forms = alias + "-forms";
        node.admin().call("POST", executions(alias) + "/flow",
                Map.of("alias", forms, "type", "basic-flow", "description", "", "provider", ""));
        steps.forEach(step -> addStep(forms, step));
        choose(forms, "REQUIRED");
        choose(alias, "ALTERNATIVE");
        return alias;
    }

    private String emptyFlow() {
        String alias = "flow-" + UUID.randomUUID();
        node.admin().call("POST", "/authentication/flows",
                Map.of("alias", alias, "providerId", "basic-flow", "topLevel", true, "builtIn", false));
        return alias;
    }

    private void addStep(String alias, String step) {
        node.admin().call("POST", executions(alias) + "/execution", Map.of("provider", step));
    }

    /** Sets the requirement of the flow's own steps; those of a flow in it stay. */
    private void choose(String alias, String requirement) {
        for (JsonNode step : node.admin().call("GET", executions(alias), null)) {
            if (step.get("level").asInt() == 0) {
                node.admin().call("PUT", executions(alias), Map.of("id", step.get("id").asText(),
                        "requirement", requirement, "priority", step.get("priority").asInt()));
            }
        }
    }

    private static String executions(String alias) {
        return "/authentication/flows/" + alias + "/executions";
    }

    /**
     * Runs an action while users sign in by another browser flow.
     *
     * @param alias  alias of a flow that the realm has
     * @param during the action
     */
    void withFlow(String alias, Runnable during) {
        Admin admin = node.admin();
        String before = admin.call("GET", "", null).get("browserFlow").asText();
        admin.realm(Map.of("browserFlow", alias));
        try {
            during.run();
        } finally {
            admin.realm(Map.of("browserFlow", before));
        }
    }

    /**
     * Runs an action under another e-mail code policy.
     *
     * @param key    key of the policy
     * @param value  its value meanwhile
     * @param during the action
     */
    void withPolicy(String key, String value, Runnable during) {
        Admin admin = node.admin();
        JsonNode before = admin.call("GET", POLICY, null);
        ObjectNode changed = before.deepCopy();
        ((ObjectNode) changed.get("config")).put(key, value);
        admin.call("PUT", POLICY, changed);
        try {
            during.run();
        } finally {
            admin.call("PUT", POLICY, before);
        }
    }

    /** Waits until it is recorded that a user's mails have left: one without a record counts as lost a while later. */
    void awaitRecorded(BrowserUser person) {
        String id = node.admin().userId(person.username());
        Probe probe = new Probe(node);
        Eventually.see(Duration.ofSeconds(30), () -> probe.number("select count(*) from LATCHKEY_OTP_CHALLENGE"
                + " where DELIVERY = 'QUEUED' and USER_ID = '" + id + "'"), queued -> queued == 0);
    }

    /** Runs an action so many seconds later by the server's clock, not by that of the browser. */
    void later(int seconds, Runnable during) {
        Probe probe = new Probe(node);
        probe.clock(seconds);
        try {
            during.run();
        } finally {
            probe.clock(0);
        }
    }

    /** Runs an action under another limit of the realm. */
    void withLimit(String name, int value, Runnable during) {
        node.admin().attributes(Map.of("latchkey.limits." + name, String.valueOf(value)));
        try {
            during.run();
        } finally {
            // as if there were none
            node.admin().attributes(Map.of("latchkey.limits." + name, ""));
        }
    }

    /** Enables or disables the account, as an administrator does. */
    void enable(BrowserUser person, boolean enabled) {
        node.admin().call("PUT", user(person), Map.of("enabled", enabled));
    }

    /** Assigns the roles that every account has that is not imported. */
    void isAnOrdinaryUser(BrowserUser person) {
        node.admin().call("POST", user(person) + "/role-mappings/realm",
                List.of(node.admin().call("GET", "/roles/default-roles-latchkey", null)));
    }

    /** @return how many of the user's devices are trusted, as an administrator sees it */
    long trustedDevices(BrowserUser person) {
        return StreamSupport.stream(node.admin().call("GET", user(person) + "/credentials", null).spliterator(), false)
                .filter(credential -> credential.get("type").asText().equals("latchkey-trusted-device")).count();
    }

    /** Assigns all roles of the realm's administration. */
    void mayAdminister(BrowserUser person) {
        String client = node.admin().call("GET", "/clients?clientId=realm-management", null).get(0).get("id").asText();
        node.admin().call("POST", user(person) + "/role-mappings/clients/" + client,
                List.of(node.admin().call("GET", "/clients/" + client + "/roles/realm-admin", null)));
    }

    /** Administration of the demo realm. */
    Admin admin() {
        return node.admin();
    }

    boolean emailVerified(BrowserUser person) {
        return node.admin().call("GET", user(person), null).get("emailVerified").asBoolean();
    }

    /** Waits until the user has got this many mails; returns the newest. */
    Mail mail(BrowserUser person, int ofSoMany) {
        return Mail.of(inbox.awaitMail(person.email(), ofSoMany, MAIL));
    }

    /** Waits for the mail that the page names by this reference, whichever other mails the user gets. */
    Mail mail(BrowserUser person, String reference) {
        return Eventually.see(MAIL, () -> inbox.mailsTo(person.email()).stream().map(Mail::of)
                .filter(mail -> mail.text().contains(reference)).findFirst(), Optional::isPresent).orElseThrow();
    }

    /** Invites an address to an organization; returns the mailed link. */
    String invitation(String organization, BrowserUser person) {
        node.admin().invite(organization, person.email());
        return link(INVITATION, mail(person, 1));
    }

    /** The link in a mail of Keycloak's that has an action token. */
    static String actionToken(Mail mail) {
        return link(ACTION_TOKEN, mail);
    }

    private static String link(Pattern pattern, Mail mail) {
        Matcher link = pattern.matcher(mail.text());
        if (!link.find()) {
            throw new AssertionError("No link in the mail:\n" + mail.text());
        }
        // Keycloak writes entities into the part without HTML as well
        return link.group().replace("&#61;", "=").replace("&amp;", "&");
    }

    List<Mail> mailsTo(BrowserUser person) {
        return inbox.mailsTo(person.email()).stream().map(Mail::of).toList();
    }

    int mails(BrowserUser person) {
        return inbox.mailsTo(person.email()).size();
    }

    void closeWindows() {
        browser.contexts().forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        driver.close();
        node.close();
        app.close();
        texts.close();
        inbox.close();
        try {
            centre.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String user(BrowserUser person) {
        return "/users/" + node.admin().userId(person.username());
    }
}
