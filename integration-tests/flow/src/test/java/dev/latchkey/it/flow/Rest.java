package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.keycloak.testframework.config.Config;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** Plain HTTP with an access token, or with none. */
final class Rest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String token;

    private Rest(String token) {
        this.token = token;
    }

    static Rest anonymous() {
        return new Rest(null);
    }

    /** The administrator of every realm. */
    static Rest admin() {
        return new Rest(accessToken("master", "grant_type=client_credentials&client_id=" + Config.getAdminClientId()
                + "&client_secret=" + Config.getAdminClientSecret()));
    }

    /** A client that presents this as an access token. */
    static Rest bearer(String token) {
        return new Rest(token);
    }

    static Rest as(ManagedRealm realm, TestUser person) {
        return new Rest(accessToken(realm.getName(), "grant_type=password&client_id=admin-cli&username="
                + person.username() + "&password=" + URLEncoder.encode(TestUser.PASSWORD, StandardCharsets.UTF_8)));
    }

    /** A user of an app of the realm that may access the account. */
    static Rest ofApp(ManagedRealm realm, TestUser person) {
        return new Rest(accessToken(realm.getName(), "grant_type=password&client_id=" + Realms.DIRECT_APP + "&username="
                + person.username() + "&password=" + URLEncoder.encode(TestUser.PASSWORD, StandardCharsets.UTF_8)));
    }

    /** The access token. */
    String token() {
        return token;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET().build());
    }

    /** For an address that serves a page as well. */
    HttpResponse<String> getJson(String path) {
        return send(request(path).header("Accept", "application/json").GET().build());
    }

    HttpResponse<String> send(String method, String path, String json) {
        return send(request(path).header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)).build());
    }

    /** Encodes fields as a form. */
    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + '=' + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    HttpResponse<String> delete(String path) {
        // the account console's address serves pages unless the request asks for JSON
        return send(request(path).header("Accept", "application/json").DELETE().build());
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String text) {
        try {
            return JsonSerialization.mapper.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(FlowServer.BASE + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** The claims of a token in an answer of the token endpoint. */
    static JsonNode claims(JsonNode answer, String token) {
        return json(new String(Base64.getUrlDecoder().decode(answer.get(token).asText().split("\\.")[1]),
                StandardCharsets.UTF_8));
    }

    private static String accessToken(String realm, String form) {
        return tokens(realm, form).get("access_token").asText();
    }

    /** Posts a text that is no form. */
    static HttpResponse<String> postText(String path, String text) {
        return send(HttpRequest.newBuilder(URI.create(FlowServer.BASE + path)).header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(text)).build());
    }

    /** Posts a form. */
    static HttpResponse<String> post(String path, String form, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(FlowServer.BASE + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        headers.forEach(request::header);
        return send(request.build());
    }

    /** Posts JSON. */
    static HttpResponse<String> postJson(String path, String json, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(FlowServer.BASE + path))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
        headers.forEach(request::header);
        return send(request.build());
    }

    /** Sends a body unchanged. */
    static HttpResponse<String> send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(FlowServer.BASE + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    /** The answer of the token endpoint. */
    static JsonNode tokens(String realm, String form) {
        HttpResponse<String> response = post("/realms/" + realm + "/protocol/openid-connect/token", form, Map.of());
        if (response.statusCode() != 200) {
            throw new AssertionError("No token: " + response.body());
        }
        return json(response);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
