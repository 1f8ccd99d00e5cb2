package dev.latchkey.sms.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLHandshakeException;

import dev.latchkey.common.mail.ServerAnswer;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.Text;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/**
 * Posts texts to the HTTP API of a provider of texts. What the request looks like is configured, and so is what an
 * answer must contain.
 */
final class HttpGateway implements SmsGateway {

    private static final Logger LOG = Logger.getLogger(HttpGateway.class);
    private static final String VAULT = "vault.";

    private final KeycloakSession session;
    private final HttpClient http;
    private final HttpGatewayConfig config;

    HttpGateway(KeycloakSession session, HttpClient http, HttpGatewayConfig config) {
        this.session = session;
        this.http = http;
        this.config = config;
    }

    @Override
    public String server() {
        return URI.create(config.url().text().replaceAll("\\{[^}]*}", "0")).getAuthority();
    }

    @Override
    public ServerAnswer send(Text text) {
        HttpRequest request;
        try {
            request = request(text);
        } catch (IllegalArgumentException e) {
            // without the exception, whose message may repeat a value
            LOG.errorf("The request to the gateway of texts cannot be built: is every secret in the vault of realm %s?",
                    session.getContext().getRealm().getName());
            return ServerAnswer.NONE;
        }
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        try {
            // the client's own timeout ends with the headers of the answer
            return of(answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return failed(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            return unknown("did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ServerAnswer.UNKNOWN;
        }
    }

    private HttpRequest request(Text text) {
        UnaryOperator<String> values = name -> value(name, text);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(config.url().filled(values)))
                .timeout(config.timeout())
                .header("Content-Type", config.contentType())
                .POST(HttpRequest.BodyPublishers.ofString(config.body().filled(values)));
        config.headers().forEach((name, value) -> request.header(name, value.filled(values)));
        return request.build();
    }

    private String value(String name, Text text) {
        return switch (name) {
            case "number" -> text.number();
            case "digits" -> text.number().substring(1);
            case "text" -> text.body();
            case "realm" -> session.getContext().getRealm().getName();
            default -> session.vault().getStringSecret("${" + name + '}').get().orElseThrow(() ->
                    new IllegalArgumentException("The vault lacks " + name.substring(VAULT.length())));
        };
    }

    private ServerAnswer of(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return config.accepted().map(pattern -> pattern.matcher(answer.body()).find()).orElse(true)
                    ? ServerAnswer.TAKEN
                    : unknown("answered with something else than expected");
        }
        LOG.warnf("The gateway of texts, %s, answered with the status %d", server(), status);
        if (status == 429 || status == 503) {
            return ServerAnswer.FAULT;
        }
        return status / 100 == 4 ? ServerAnswer.REFUSED : ServerAnswer.UNKNOWN;
    }

    private ServerAnswer failed(Throwable failure) {
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException
                || failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException
                || failure instanceof SSLHandshakeException) {
            // nothing was sent yet
            LOG.warnf("The gateway of texts, %s, cannot be reached: %s", server(), failure.getClass().getSimpleName());
            return ServerAnswer.FAULT;
        }
        return unknown(failure instanceof IOException ? "broke the connection off" : "failed");
    }

    private ServerAnswer unknown(String what) {
        LOG.warnf("The gateway of texts, %s, %s: a text may or may not have left", server(), what);
        return ServerAnswer.UNKNOWN;
    }

    @Override
    public void close() {
        // the client belongs to the server
    }
}
