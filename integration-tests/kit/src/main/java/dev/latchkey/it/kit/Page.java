package dev.latchkey.it.kit;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page that a browser shows after a request and its redirects.
 *
 * @param status  HTTP status
 * @param uri     address of the page; the application's callback when the sign-in is complete
 * @param headers of the last answer
 * @param body    HTML
 */
public record Page(int status, URI uri, HttpHeaders headers, String body) {

    private static final Pattern ACTION = Pattern.compile("\\baction=\"([^\"]+)\"");
    private static final Pattern AUTHORIZATION_CODE = Pattern.compile("[?&]code=([^&]+)");

    /**
     * @param formId the form's id
     * @return the address that the form posts to
     * @throws IllegalStateException if the page has no such form
     */
    public String action(String formId) {
        return findAction(formId).orElseThrow(() ->
                new IllegalStateException("No form " + formId + " in " + status + " " + uri + ": " + text()));
    }

    /**
     * @param formId the form's id
     * @return whether the page has it
     */
    public boolean has(String formId) {
        return findAction(formId).isPresent();
    }

    private Optional<String> findAction(String formId) {
        Pattern id = Pattern.compile("\\bid=\"" + formId + '"');
        // no pattern for all of the page: it took a quarter of the tests' time
        for (int start = body.indexOf("<form"); start >= 0; start = body.indexOf("<form", start + 1)) {
            int end = body.indexOf('>', start);
            String tag = body.substring(start, end < 0 ? body.length() : end);
            if (id.matcher(tag).find()) {
                Matcher action = ACTION.matcher(tag);
                return action.find() ? Optional.of(unescape(action.group(1))) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** @return true if the page asks for a code */
    public boolean asksForCode() {
        return has(SignIn.CODE_FORM);
    }

    /** @return the authorization code, if the application was reached */
    public Optional<String> authorizationCode() {
        if (!Browser.isCallback(uri)) {
            return Optional.empty();
        }
        Matcher code = AUTHORIZATION_CODE.matcher(uri.toString());
        return code.find() ? Optional.of(code.group(1)) : Optional.empty();
    }

    /** @return the visible text */
    public String text() {
        return unescape(body.replaceAll("(?s)<script.*?</script>|<style.*?</style>|<head.*?</head>", "")
                .replaceAll("<[^>]+>", " ").replaceAll("\\s+", " ").strip());
    }

    @Override
    public String toString() {
        return status + " " + uri.getPath() + " " + text();
    }

    private static String unescape(String html) {
        return html.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
