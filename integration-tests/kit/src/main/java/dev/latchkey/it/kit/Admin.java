package dev.latchkey.it.kit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

/** Administers a realm by Keycloak's own REST API: the demo realm, unless another one is named. */
public final class Admin {

    /** The demo realm. */
    public static final String REALM = "latchkey";
    /** Password of every user that {@link #users} makes. */
    public static final String USER_PASSWORD = "correct horse battery";

    static final String USER = "admin";
    static final String PASSWORD = "admin-for-tests";

    private static final int UNAUTHORIZED = 401;
    /** The newest token of each server, by its URL; a sign-in for each call would cost as much as the call. */
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    /** So many users are imported by one request: for each, Keycloak looks at all that the request has imported. */
    private static final int IMPORT = 25;
    private static final String POLICY =
            "/authentication/required-actions/latchkey-verify-email/config";

    private final String baseUrl;
    private final String realm;

    Admin(String baseUrl) {
        this(baseUrl, REALM);
    }

    private Admin(String baseUrl, String realm) {
        this.baseUrl = baseUrl;
        this.realm = realm;
    }

    /**
     * Creates another realm, with Keycloak's defaults, {@link RealmKey} and a password hash that costs no time.
     *
     * @param name its name
     * @return a client of that realm's administration
     */
    public Admin newRealm(String name) {
        send("POST", "", Map.of("realm", name, "enabled", true, "privateKey", RealmKey.PRIVATE,
                "passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)"));
        return new Admin(baseUrl, name);
    }

    /**
     * Changes the realm; fields that are not named stay as they are.
     *
     * @param changes fields of the realm's JSON
     * @return this
     */
    public Admin realm(Map<String, Object> changes) {
        call("PUT", "", changes);
        return this;
    }

    /**
     * Prepares the realm for load from one machine: a password hash that costs no time, Keycloak's brute-force detector
     * off, so that the account guard is what refuses, and rates so high that only the limits under test apply.
     *
     * @param smtpPort port of the mail server on the loopback address
     * @return this
     */
    public Admin roomy(int smtpPort) {
        realm(Map.of(
                "bruteForceProtected", false,
                // or a changed address changes the name that a test signs in with
                "registrationEmailAsUsername", false,
                "passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)"));
        withoutEndpointLimit();
        attributes(Map.of(
                "latchkey.notices.off", "new_device,account_locked,factor_changed,success_after_failures",
                "latchkey.limits.send-user-day", "1000",
                "latchkey.limits.send-address-hour", "1000",
                "latchkey.limits.send-ip-hour-after-factor", "100000",
                "latchkey.limits.link-ip-minute", "60000",
                "latchkey.limits.native-ip-minute", "60000"));
        mailServer(smtpPort);
        return policy(Map.of());
    }

    /**
     * Switches off the limit at Keycloak's sign-in and token endpoints, so that one machine can sign in without limit.
     *
     * @return this
     */
    public Admin withoutEndpointLimit() {
        return attributes(Map.of("latchkey.limits.endpoint-ip-five-minutes", "0"));
    }

    /**
     * @param url the realm's frontend URL; empty for the server's
     * @return this
     */
    public Admin frontendUrl(String url) {
        return attributes(Map.of("frontendUrl", url));
    }

    /**
     * Changes attributes of the realm; others stay as they are.
     *
     * @param changes values by name; an empty value removes the attribute
     * @return this
     */
    public Admin attributes(Map<String, String> changes) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        call("GET", "", null).get("attributes").properties()
                .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
        attributes.putAll(changes);
        return realm(Map.of("attributes", attributes));
    }

    /**
     * Gives the demo realm the client scopes of Keycloak's own that its import leaves out: those it lacks on 26.5 and
     * 26.4, none on later lines.
     *
     * @return this
     */
    public Admin withDefaultClientScopes() {
        if (System.getProperty("keycloak.server.version").matches("26\\.[45]\\..*")) {
            new DefaultClientScopes(new Admin(baseUrl, "master"), this).copy();
        }
        return this;
    }

    /**
     * Turns the password grant of {@code admin-cli} on, as it is in a new realm of Keycloak and not in the demo realm.
     *
     * @return this
     */
    public Admin passwordGrant() {
        String id = call("GET", "/clients?clientId=admin-cli", null).get(0).get("id").asText();
        call("PUT", "/clients/" + id, Map.of("clientId", "admin-cli", "directAccessGrantsEnabled", true));
        return this;
    }

    /**
     * Sends the realm's events to a webhook.
     *
     * @param url the receiver
     * @return this
     */
    public Admin webhook(String url) {
        attributes(Map.of("latchkey.webhook.url", url));
        return realm(Map.of("adminEventsEnabled", true,
                "eventsListeners", List.of("jboss-logging", "latchkey-webhook")));
    }

    /**
     * @param port port of the mail server on the loopback address
     * @return this
     */
    public Admin mailServer(int port) {
        return mailServer(port, Map.of());
    }

    /**
     * @param port port of the mail server on the loopback address
     * @param more further settings
     * @return this
     */
    public Admin mailServer(int port, Map<String, String> more) {
        return realm(Map.of("smtpServer", mailSettings(port, more)));
    }

    private static Map<String, String> mailSettings(int port, Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("host", "127.0.0.1", "port", String.valueOf(port),
                "from", "noreply@latchkey.example"));
        settings.putAll(more);
        return settings;
    }

    /**
     * Presses <em>Test connection</em> in the realm's settings, without saving these.
     *
     * @param port port of the mail server on the loopback address
     * @param more further settings
     * @return the address of the administrator, to whom the mail is sent
     */
    public String testMailServer(int port, Map<String, String> more) {
        Admin master = new Admin(baseUrl, "master");
        String address = address(USER);
        String id = master.userId(USER);
        Map<String, Object> user = new LinkedHashMap<>();
        master.call("GET", "/users/" + id, null).properties().forEach(member -> user.put(member.getKey(),
                member.getValue()));
        user.put("email", address);
        master.call("PUT", "/users/" + id, user);
        call("POST", "/testSMTPConnection", mailSettings(port, more));
        return address;
    }

    /**
     * Sets the e-mail code policy: many mails an hour, the shortest cooldown, and the changes.
     *
     * @param changes keys of the policy
     * @return this
     */
    public Admin policy(Map<String, String> changes) {
        Map<String, String> policy = new LinkedHashMap<>();
        policy.put("sends_per_hour", "60");
        policy.put("max_resends", "10");
        policy.put("resend_cooldown_seconds", "30");
        policy.putAll(changes);
        call("PUT", POLICY, Map.of("config", policy));
        return this;
    }

    /**
     * Creates users, with verified addresses and {@link #USER_PASSWORD}.
     *
     * @param prefix names are this and a number from 0
     * @param count  number of users
     * @return their names
     */
    public List<String> users(String prefix, int count) {
        List<String> names = new ArrayList<>();
        List<Map<String, Object>> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = prefix + i;
            names.add(name);
            users.add(Map.of("username", name, "email", address(name), "emailVerified", true, "enabled", true,
                    "firstName", "Test", "lastName", name,
                    "credentials", List.of(Map.of("type", "password", "value", USER_PASSWORD))));
        }
        for (int from = 0; from < count; from += IMPORT) {
            call("POST", "/partialImport", Map.of("ifResourceExists", "FAIL",
                    "users", users.subList(from, Math.min(count, from + IMPORT))));
        }
        return names;
    }

    /**
     * @param user name of a user
     * @return the user's e-mail address
     */
    public static String address(String user) {
        return user + "@latchkey.example";
    }

    /**
     * @param user name of a user
     * @return the user's id
     */
    public String userId(String user) {
        return call("GET", "/users?exact=true&username=" + user, null).get(0).get("id").asText();
    }

    /** @return the realm's id */
    public String realmId() {
        return call("GET", "", null).get("id").asText();
    }

    /**
     * Deletes a user.
     *
     * @param id the user's id
     */
    public void deleteUser(String id) {
        call("DELETE", "/users/" + id, null);
    }

    /** Deletes the realm. */
    public void deleteRealm() {
        call("DELETE", "", null);
    }

    /**
     * Reads the budget of second factors from Latchkey's own endpoint.
     *
     * @param userId the user
     * @return its JSON: {@code failures}, {@code lockedUntil}, {@code stopped}
     */
    public JsonNode guard(String userId) {
        for (JsonNode budget : call("GET", "/latchkey-guard/users/" + userId, null)) {
            if (budget.get("budget").asText().equals("second_factor")) {
                return budget;
            }
        }
        throw new IllegalStateException("The guard shows no budget second_factor");
    }

    /**
     * Reads the realm's stored events.
     *
     * @param type   type of event, for example {@code LOGIN_ERROR}
     * @param userId id of the user whose events are read
     * @return the events, the newest first
     */
    public JsonNode events(String type, String userId) {
        return call("GET", "/events?max=1000&type=" + type + "&user=" + userId, null);
    }

    /** Empties Keycloak's caches of realms, users and keys. */
    public void clearCaches() {
        // one token for all three: a request for the next one would warm the caches again
        String token = newToken();
        for (String cache : List.of("keys", "user", "realm")) {
            read(request(token, "POST", path("/clear-" + cache + "-cache"), null), cache);
        }
    }

    /**
     * Calls the admin API of the realm.
     *
     * @param method HTTP method
     * @param path   path behind {@code /admin/realms/{realm}}
     * @param body   body, sent as JSON; null for none
     * @return the answer
     * @throws IllegalStateException if the answer is an error
     */
    public JsonNode call(String method, String path, Object body) {
        return send(method, path(path), body);
    }

    /**
     * @param path path behind {@code /admin/realms/{realm}}
     * @return what a GET answers that is no JSON, such as a page
     * @throws IllegalStateException if the answer is an error
     */
    public String text(String path) {
        HttpResponse<String> response = request(newToken(), "GET", path(path), null);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /**
     * Adds an organization to the realm, which must have organizations on.
     *
     * @param name its name; its domain is {@code <name>.example}
     * @return its id
     */
    public String organization(String name) {
        call("POST", "/organizations", Map.of("name", name, "alias", name,
                "domains", List.of(Map.of("name", name + ".example"))));
        return call("GET", "/organizations?exact=true&search=" + name, null).get(0).get("id").asText();
    }

    /**
     * Adds an organization to the realm, which must have organizations on, and invites a user who has no account.
     *
     * @param organization its name
     * @param email        the address that the invitation is mailed to
     */
    public void invite(String organization, String email) {
        String id = organization(organization);
        read(Http.send(Http.form(HttpRequest.newBuilder(URI.create(baseUrl + "/admin/realms"
                        + path("/organizations/" + id + "/members/invite-user")))
                .header("Authorization", "Bearer " + newToken()), Map.of("email", email))), "invite");
    }

    /** Lets the master realm, which issues the tokens of administrators, sign with {@link RealmKey}. */
    void signWithShortKey() {
        new Admin(baseUrl, "master").call("POST", "/components", Map.of("name", "short", "providerId", "rsa",
                "providerType", "org.keycloak.keys.KeyProvider",
                "config", Map.of("privateKey", List.of(RealmKey.PRIVATE), "priority", List.of("200"))));
    }

    private String path(String inRealm) {
        return "/" + realm + inRealm;
    }

    private JsonNode send(String method, String path, Object body) {
        String token = TOKENS.get(baseUrl);
        if (token != null) {
            HttpResponse<String> response = request(token, method, path, body);
            // it has expired, or belongs to another time: tests move the server's clock
            if (response.statusCode() != UNAUTHORIZED) {
                return read(response, method + " " + path);
            }
        }
        return read(request(newToken(), method, path, body), method + " " + path);
    }

    private HttpResponse<String> request(String token, String method, String path, Object body) {
        return Http.send(HttpRequest
                .newBuilder(URI.create(baseUrl + "/admin/realms" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private static JsonNode read(HttpResponse<String> response, String request) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(request + ": " + response.statusCode() + " " + response.body());
        }
        return Json.read(response.body());
    }

    private String newToken() {
        HttpResponse<String> response = Http.send(Http.form(
                HttpRequest.newBuilder(URI.create(baseUrl + "/realms/master/protocol/openid-connect/token")),
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", USER, "password", PASSWORD)));
        if (response.statusCode() != 200) {
            throw new IllegalStateException("No admin token: " + response.statusCode() + " " + response.body());
        }
        String token = Json.read(response.body()).get("access_token").asText();
        TOKENS.put(baseUrl, token);
        return token;
    }
}
