package dev.latchkey.sms.gateway;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.Text;
import dev.latchkey.sms.TextReference;
import org.jboss.logging.Logger;

/**
 * Posts texts to the HTTP API of a provider of texts. What the request looks like is configured, and so is what an
 * answer must contain.
 */
final class HttpGateway implements SmsGateway {

    private static final Logger LOG = Logger.getLogger(HttpGateway.class);

    private final HttpClients clients;
    private final HttpGatewayConfig config;
    private final UnaryOperator<String> ofRealm;

    /**
     * @param clients sends the requests
     * @param config  the settings
     * @param ofRealm returns the values of placeholders that do not depend on the text
     */
    HttpGateway(HttpClients clients, HttpGatewayConfig config, UnaryOperator<String> ofRealm) {
        this.clients = clients;
        this.config = config;
        this.ofRealm = ofRealm;
    }

    @Override
    public String server() {
        return config.server();
    }

    @Override
    public ServerAnswer send(Text text) {
        HttpRequest request;
        try {
            request = config.request(name -> value(name, text));
        } catch (IllegalArgumentException e) {
            // without the exception, whose message may repeat a value
            LOG.errorf("The request to the gateway of texts, %s, cannot be built: is every secret in the vault of the"
                    + " realm?", server());
            return ServerAnswer.NONE;
        }
        CompletableFuture<HttpResponse<String>> answer =
                clients.current().sendAsync(request, status -> new BoundedBody());
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

    private String value(String name, Text text) {
        return switch (name) {
            case "number" -> text.number();
            case "digits" -> text.number().substring(1);
            case "text" -> text.body();
            // of a notice, for which no page waits
            case "reference" -> text.reference().map(TextReference::written).orElse("0");
            default -> ofRealm.apply(name);
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
        return HttpAnswer.of(status, answer.headers().firstValue("Retry-After").isPresent());
    }

    private ServerAnswer failed(Throwable failure) {
        ServerAnswer answer = HttpAnswer.of(failure);
        if (answer == ServerAnswer.UNKNOWN) {
            return unknown("broke the connection off (" + failure.getClass().getSimpleName() + ')');
        }
        LOG.warnf("The gateway of texts, %s, cannot be reached: %s", server(), failure.getClass().getSimpleName());
        return answer;
    }

    private ServerAnswer unknown(String what) {
        LOG.warnf("The gateway of texts, %s, %s: a text may or may not have left", server(), what);
        return ServerAnswer.UNKNOWN;
    }

    @Override
    public void close() {
        // the clients belong to the server
    }
}
