package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import dev.latchkey.bench.Enumeration.Visit;
import dev.latchkey.it.kit.Admin;

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

    private Visit post(String path, String type, String body, int wanted) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoints + path)).header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            long start = System.nanoTime();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            if (answer.statusCode() != wanted) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return new Visit(taken, Enumeration.look(answer.statusCode(), answer.headers(), answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
