package com.example.pager;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.latchkey.mail.Delivery;
import dev.latchkey.mail.ServerAnswer;
import org.keycloak.models.KeycloakSession;

/** One message to a pager, by the HTTP API of its operator. */
record PagerDelivery(URI service, String number, String text) implements Delivery {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    @Override
    public String channel() {
        return PagerChannel.ID;
    }

    @Override
    public String server() {
        return service.getAuthority();
    }

    @Override
    public ServerAnswer handOver(KeycloakSession session) {
        HttpRequest request = HttpRequest.newBuilder(service).timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(number + ' ' + text)).build();
        try {
            int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 204 ? ServerAnswer.TAKEN : ServerAnswer.REFUSED;
        } catch (ConnectException e) {
            return ServerAnswer.FAULT;
        } catch (IOException e) {
            // the operator may have accepted it: a second message would cost money
            return ServerAnswer.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ServerAnswer.UNKNOWN;
        }
    }

    /** Holds a code. */
    @Override
    public String toString() {
        return "PagerDelivery";
    }
}
