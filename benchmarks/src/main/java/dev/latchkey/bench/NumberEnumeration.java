package dev.latchkey.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.bench.Enumeration.Visit;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SmtpServer;

/**
 * Whether an attacker can measure which telephone numbers name an account: as {@link Enumeration} does for addresses,
 * where numbers name accounts, at sign-up, password reset by text and sign-in by a code alone.
 */
public final class NumberEnumeration {

    private static final int WARM_UP = 20;
    private static final String SAMPLES = "250";
    private static final String AT_WILL = "100000";

    private final int samples;
    private final SmtpServer smtp = new SmtpServer();
    private final TextGateway texts = new TextGateway();
    private final Node node = new Node("dev-file", "number-enumeration", Map.of());

    private NumberEnumeration(int samples) {
        this.samples = samples;
    }

    /**
     * Runs the comparison at each endpoint and prints it.
     *
     * @param arguments how many numbers of each kind are compared; 250 without it
     */
    public static void main(String[] arguments) {
        new NumberEnumeration(Integer.parseInt(arguments.length == 0 || arguments[0].isBlank() ? SAMPLES
                : arguments[0])).run();
    }

    private void run() {
        try (smtp; texts; node) {
            node.start(server -> server.option("spi-latchkey-sms-gateway--http--url", texts.url())
                    .option("spi-latchkey-phone--text--experimental", "true"));
            numbersNameAccounts(node.admin().roomy(smtp.port()));
            List<String> known = numbers("+491512");
            NativeEndpoints endpoints = new NativeEndpoints(node.baseUrl());
            known.forEach(number -> endpoints.signUpByNumber(number, texts::code));
            Conditions.print("H2, three endpoints at a time, %d requests each in turn".formatted(samples));
            Stream.<Runnable>of(
                    () -> compare("reset by number  ", known, "+491513", this::reset),
                    () -> compare("sign-up by number", known, "+491514", this::signUp),
                    () -> compare("number alone     ", known, "+491516", this::passwordless))
                    .map(CompletableFuture::runAsync).toList().forEach(CompletableFuture::join);
        }
    }

    private void numbersNameAccounts(Admin admin) {
        admin.call("PUT", "/authentication/required-actions/latchkey-verify-phone/config", Map.of("config",
                Map.of("countries", "DE", "identifier", "either", "reset_by_phone", "true")));
        JsonNode profile = admin.call("GET", "/users/profile", null);
        for (JsonNode attribute : profile.get("attributes")) {
            if (attribute.get("name").asText().equals("email")) {
                ((ObjectNode) attribute).remove("required");
            } else if (attribute.get("name").asText().equals("phoneNumber")) {
                ((ObjectNode) attribute.get("permissions")).putArray("edit").add("admin").add("user");
            }
        }
        admin.call("PUT", "/users/profile", profile);
        admin.realm(Map.of("passwordPolicy", "", "browserFlow", "latchkey passwordless"));
        Map<String, String> limits = new HashMap<>(Map.of("latchkey.limits.paid-realm-day", "1000000",
                "latchkey.limits.unauthenticated-ip-minute", "60000", "latchkey.limits.sign-up-ip-minute", "60000",
                "latchkey.limits.send-ip-minute", "60000", "latchkey.limits.paid-address-hour", "1000",
                "latchkey.limits.paid-address-day", "1000", "latchkey.limits.paid-user-day", "1000"));
        List.of("send-ip-hour", "paid-ip-hour", "paid-ip-day", "paid-client-hour", "paid-client-day",
                "paid-group-hour", "paid-group-day", "paid-unanswered-group-day", "paid-realm-hour")
                .forEach(name -> limits.put("latchkey.limits." + name, AT_WILL));
        admin.attributes(limits);
    }

    private List<String> numbers(String beginning) {
        return IntStream.range(0, samples + WARM_UP).mapToObj(i -> beginning + "%07d".formatted(i * 37 + 1)).toList();
    }

    private void compare(String endpoint, List<String> known, String unknown, Function<String, Visit> visit) {
        Comparison.print(endpoint, WARM_UP, known, numbers(unknown), visit);
    }

    private Visit reset(String number) {
        Browser browser = new Browser(node.baseUrl());
        browser.get(Enumeration.authorization(""));
        Page form = browser.get(Enumeration.RESET);
        return Enumeration.timed(() -> browser.post(form.action(Enumeration.RESET_FORM), Map.of("username", number)));
    }

    private Visit signUp(String number) {
        Browser browser = new Browser(node.baseUrl());
        Page form = browser.get(Enumeration.authorization("create"));
        return Enumeration.timed(() -> browser.post(form.action(Enumeration.REGISTRATION_FORM), Map.of("firstName",
                "Nora", "lastName", "New", "phoneNumber", number, "password", "correct horse battery",
                "password-confirm", "correct horse battery")));
    }

    private Visit passwordless(String number) {
        Browser browser = new Browser(node.baseUrl());
        Page form = browser.get(Enumeration.authorization(""));
        return Enumeration.timed(() -> browser.post(form.action(Enumeration.PASSWORD_FORM),
                Map.of("username", number)));
    }
}
