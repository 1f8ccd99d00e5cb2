package dev.latchkey.it.flow.fuzz;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Page;

/**
 * A request as it is sent, in which {@link Target#ACCOUNT} is still a placeholder for an account.
 *
 * @param target  the request before the changes
 * @param changes descriptions of the changes
 * @param method  HTTP method
 * @param path    path and query
 * @param headers headers; one name may be present several times
 * @param body    one character for each byte, as in ISO 8859-1
 */
public record RawRequest(Target target, List<String> changes, String method, String path,
        List<Map.Entry<String, String>> headers, String body) {

    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /**
     * Sends the request.
     *
     * @param browser the browser whose cookies are sent
     * @param account address of the account that it concerns
     * @return the answer
     */
    public Page send(Browser browser, String account) {
        byte[] bytes = about(account, body).getBytes(StandardCharsets.ISO_8859_1);
        return browser.send(about(account, path), request -> {
            headers.forEach(header -> request.header(header.getKey(), about(account, header.getValue())));
            return request.method(method, bytes.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(bytes));
        });
    }

    /** @return whether Quarkus cannot decode the form, which fails before any code of Keycloak reads the request */
    boolean undecodable() {
        return BROKEN_ESCAPE.matcher(body).find() || headers.stream().anyMatch(header ->
                header.getValue().contains("charset=bogus") || header.getValue().startsWith("multipart/"));
    }

    /** @return whether an account is concerned: the answer does not depend on the account otherwise */
    boolean concernsAccount() {
        return Stream.concat(Stream.of(path, body), headers.stream().map(Map.Entry::getValue))
                .anyMatch(text -> !about("", text).equals(text));
    }

    private static String about(String account, String text) {
        return text.replace(Target.ACCOUNT, account)
                .replace(Target.ACCOUNT.replace("@", "%40"), account.replace("@", "%40"));
    }

    @Override
    public String toString() {
        return target.name() + " with " + String.join(", ", changes) + "\n    " + method + ' ' + path
                + headers.stream().map(header -> "\n    " + header.getKey() + ": " + header.getValue())
                        .collect(Collectors.joining()) + "\n    "
                + (body.length() > 400 ? body.substring(0, 400) + "... (" + body.length() + ")" : body);
    }
}
