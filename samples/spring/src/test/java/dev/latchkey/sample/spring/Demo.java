package dev.latchkey.sample.spring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A demo realm that runs, and its mails: the quickstart's inbox, or MailDev. */
final class Demo {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("(?m)^ {4}([0-9]{6,10})\\r?$");
    private static final long PATIENCE_SECONDS = 60;
    private static final long PAUSE_MILLIS = 200;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String realm;
    private final URI inbox;

    Demo(String realm, String inbox) {
        this.realm = realm;
        this.inbox = URI.create(inbox);
    }

    /** Signs a user up whose address is proven, and whose user name is the address. */
    void signUp(String address, String password) throws IOException, InterruptedException {
        JsonNode begun = post("registrations", Map.of("client_id", "native", "password", password,
                "attributes", Map.of("email", address, "firstName", "Sam", "lastName", "Spring")));
        post("challenges/" + begun.get("challenge_id").asText() + "/verification",
                Map.of("client_id", "native", "code", code(begun.get("reference").asText())));
    }

    /** Waits for the mail with a reference, and returns its code. */
    String code(String reference) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            for (JsonNode mail : JSON.readTree(send(HttpRequest.newBuilder(inbox)))) {
                String text = mail.get("text").asText();
                Matcher code = CODE.matcher(text);
                if (text.contains("Reference: " + reference) && code.find()) {
                    return code.group(1);
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new IllegalStateException("No mail with the reference " + reference);
    }

    private JsonNode post(String path, Map<String, Object> body) throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(URI.create(realm + "/latchkey-otp/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new IllegalStateException(response + ": " + response.body());
        }
        return response.body();
    }
}
