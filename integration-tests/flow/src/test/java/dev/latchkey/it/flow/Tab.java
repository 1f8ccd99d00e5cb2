package dev.latchkey.it.flow;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.WebWindow;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlCheckBoxInput;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;

/** A tab of a browser. */
final class Tab {

    private final WebClient client;
    private final WebWindow window;

    Tab(WebClient client, WebWindow window) {
        this.client = client;
        this.window = window;
    }

    Tab open(String url) {
        return load(new WebRequest(url(url)));
    }

    Tab head(String url) {
        return load(new WebRequest(url(url), HttpMethod.HEAD));
    }

    /** Posts a form's body unchanged. */
    Tab post(String url, String body) {
        return post(url, "application/x-www-form-urlencoded", body);
    }

    Tab postJson(String url, String body) {
        return post(url, "application/json", body);
    }

    /** Posts a body of a media type, in the bytes of UTF-8. */
    Tab post(String url, String type, String body) {
        WebRequest request = new WebRequest(url(url), HttpMethod.POST);
        request.setCharset(StandardCharsets.UTF_8);
        request.setAdditionalHeader("Content-Type", type);
        request.setRequestBody(body);
        return load(request);
    }

    Tab reload() {
        return act(() -> html().refresh());
    }

    Tab back() {
        return act(() -> window.getHistory().back());
    }

    Tab type(String field, String value) {
        ((HtmlInput) element(field)).setValue(value);
        return this;
    }

    Tab tick(String field) {
        ((HtmlCheckBoxInput) element(field)).setChecked(true);
        return this;
    }

    Tab click(String id) {
        return act(element(id)::click);
    }

    /** Follows the only link within an element. */
    Tab follow(String id) {
        HtmlElement link = element(id).querySelector("a");
        return act(link::click);
    }

    /** Follows the link with this text. */
    Tab followText(String text) {
        return act(() -> html().getAnchorByText(text).click());
    }

    /** The absolute address of a link. */
    String linkOf(String text) {
        try {
            return html().getFullyQualifiedUrl(html().getAnchorByText(text).getHrefAttribute()).toString();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Presses the only button of a form. */
    Tab submit(String form) {
        HtmlElement button = element(form).querySelector("[type=submit]");
        return act(button::click);
    }

    /** Presses the only button of the page's only form, as a user does whose browser runs no script. */
    Tab submit() {
        HtmlElement button = html().querySelector("form [type=submit]");
        if (button == null) {
            throw new AssertionError("No button on this page:\n" + source());
        }
        return act(button::click);
    }

    /** The address that a form posts to. */
    String action(String form) {
        return ((HtmlForm) element(form)).getActionAttribute();
    }

    /** The address of the page's first form that posts to a login action. */
    String formAction() {
        return html().getForms().stream().map(HtmlForm::getActionAttribute)
                .filter(action -> action.contains("/login-actions/")).findFirst()
                .orElseThrow(() -> new AssertionError("No form on this page:\n" + text()));
    }

    /** The value of a hidden field in the list entry that shows this text. */
    String valueBeside(String text, String field) {
        List<DomElement> fields = html().getByXPath("//li[contains(., '" + text + "')]//input[@name='" + field + "']");
        if (fields.size() != 1) {
            throw new AssertionError("No entry " + text + ":\n" + text());
        }
        return fields.get(0).getAttribute("value");
    }

    /** How many buttons, of forms of the page's own, send something. */
    long buttons() {
        return count("#kc-content form, #kc-content-wrapper form, .pf-v5-c-login__main-body form",
                form -> form.querySelector("[type=submit]") != null);
    }

    /** How many links the content of the page has. */
    long links() {
        return count("#kc-content a[href], .pf-v5-c-login__main-body a[href]", link ->
                !((DomElement) link).getAttribute("href").startsWith("javascript:"));
    }

    private long count(String selector, Predicate<DomNode> counted) {
        return page() instanceof HtmlPage html
                ? html.querySelectorAll(selector).stream().filter(counted).count()
                : 0;
    }

    /** Whether the page is one of Latchkey's templates, within Keycloak's sign-in. */
    boolean isOfLatchkey() {
        return page() instanceof HtmlPage html && html.querySelector("link[href*='/css/latchkey.css']") != null
                && html.querySelector("#kc-content, .pf-v5-c-login__main-body") != null;
    }

    boolean has(String id) {
        return page() instanceof HtmlPage html && html.getElementById(id) != null;
    }

    Optional<String> textOf(String id) {
        return page() instanceof HtmlPage html
                ? Optional.ofNullable(html.getElementById(id)).map(DomElement::getTextContent).map(String::strip)
                : Optional.empty();
    }

    Optional<String> attribute(String id, String name) {
        return Optional.ofNullable(html().getElementById(id)).filter(element -> element.hasAttribute(name))
                .map(element -> element.getAttribute(name));
    }

    /** The whole visible text of the page. */
    String text() {
        return page() instanceof HtmlPage html ? html.asNormalizedText() : response().getContentAsString();
    }

    String source() {
        return response().getContentAsString();
    }

    int status() {
        return response().getStatusCode();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(response().getResponseHeaderValue(name));
    }

    URI location() {
        return URI.create(page().getUrl().toString());
    }

    private HtmlElement element(String id) {
        HtmlElement element = (HtmlElement) html().getElementById(id);
        if (element == null) {
            throw new AssertionError("No element " + id + " on this page:\n" + text());
        }
        return element;
    }

    private HtmlPage html() {
        if (page() instanceof HtmlPage html) {
            return html;
        }
        throw new AssertionError("No page: " + status() + ' ' + text());
    }

    private Page page() {
        return window.getEnclosedPage();
    }

    private WebResponse response() {
        return page().getWebResponse();
    }

    private Tab load(WebRequest request) {
        return act(() -> client.getPage(window, request));
    }

    private Tab act(Action action) {
        try {
            action.run();
            WayOn.assertInPageOfLatchkey(this);
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL url(String url) {
        try {
            return URI.create(url).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private interface Action {
        void run() throws IOException;
    }
}
