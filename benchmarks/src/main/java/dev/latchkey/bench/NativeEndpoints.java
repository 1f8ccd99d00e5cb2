package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import dev.latchkey.bench.Enumeration.Visit;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Json;

/** The endpoints of native apps that ask for an address before any factor, as docs/apps.md describes them. */
final class NativeEndpoints {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String endpoints;

    NativeEndpoints(String baseUrl) {
        this.endpoints = baseUrl + "/realms/" + Admin.REALM + "/latchkey-otp/";
    }

    Visit reset(String address) {
        return post("challenges", "application/json", """
                {"client_id": "native", "purpose": "password_reset", "address": "%s"}""".formatted(address), 202);
    }

    Visit signUp(String address) {
        return post("registrations", "application/json", """
                {"client_id": "native", "password": "correct horse battery",
                 "attributes": {"email": "%s", "firstName": "Nora", "lastName": "New"}}""".formatted(address), 202);
    }

    Visit wrongPassword(String address) {
        return post("authorize-challenge", "application/x-www-form-urlencoded",
                "client_id=native&scope=openid&code_challenge_method=S256"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
                + "&username=" + address.replace("@", "%40")
                + "&password=wrong" + ThreadLocalRandom.current().nextInt(100, 999), 400);
    }

    /** Makes an account by a number, which is not timed. */
    void signUpByNumber(String number, Function<String, String> code) {
        HttpResponse<String> challenge = send("registrations", "application/json", """
                {"client_id": "native", "password": "correct horse battery",
                 "attributes": {"phoneNumber": "%s", "firstName": "Nora", "lastName": "New"}}""".formatted(number),
                202);
        send("challenges/" + Json.read(challenge.body()).get("challenge_id").asText() + "/verification",
                "application/json", """
                {"client_id": "native", "code": "%s"}""".formatted(code.apply(number)), 204);
    }

    private Visit post(String path, String type, String body, int wanted) {
        long start = System.nanoTime();
        HttpResponse<String> answer = send(path, type, body, wanted);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        return new Visit(taken, Enumeration.look(answer.statusCode(), answer.headers(), answer.body()));
    }

    private HttpResponse<String> send(String path, String type, String body, int wanted) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoints + path)).header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != wanted) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
