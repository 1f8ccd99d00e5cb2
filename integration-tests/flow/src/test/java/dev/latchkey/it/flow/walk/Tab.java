package dev.latchkey.it.flow.walk;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;

/**
 * One tab of a browser: the page that it shows, those before it, and the parameters by which Keycloak identifies the
 * tab.
 */
final class Tab {

    private static final Pattern ADDRESS = Pattern.compile(
            "client_id=([\\w-]+)&(?:amp;)?tab_id=([\\w-]+)(?:&(?:amp;)?client_data=([\\w.-]+))?");
    private static final Pattern REFERENCE = Pattern.compile("id=\"latchkey-reference\"[^>]*>([A-Z0-9]+)<");
    private static final Pattern ATTEMPTED = Pattern.compile(
            "id=\"kc-attempted-username\"[^>]*?(?:value=\"|>\\s*)([^<\"\\s]+)");
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*/(?:login-actions|protocol)/[^\"]*)\"");
    private static final Pattern CODE = Pattern.compile("[?&]code=");
    private static final int SHORT = 140;
    private static final int MOST_FLOWS = 3;

    private final String realm;
    private final Deque<Page> before = new ArrayDeque<>();
    private final Deque<String> flows = new ArrayDeque<>();
    private Browser browser;
    private Page page;
    private String client = "";
    private String tabId = "";
    private String query = "";

    Tab(Browser browser, String realm) {
        this.browser = browser;
        this.realm = realm;
    }

    /** Continues in another browser. */
    void moveTo(Browser other) {
        browser = other;
    }

    Browser browser() {
        return browser;
    }

    void request(String application, String more) {
        client = application;
        tabId = "";
        show(browser.get("/realms/" + realm + "/protocol/openid-connect/auth?client_id=" + application
                + "&response_type=code&scope=openid&redirect_uri="
                + URLEncoder.encode(Browser.CALLBACK, StandardCharsets.UTF_8) + more));
    }

    /** Opens an address below the login actions of the realm, with the parameters of this tab. */
    void open(String path) {
        show(browser.get("/realms/" + realm + "/login-actions/" + path + "?" + query));
    }

    void get(String address) {
        show(browser.get(address));
    }

    void post(Form form, Map<String, String> typed) {
        Map<String, String> fields = new LinkedHashMap<>(form.preset());
        fields.putAll(typed);
        know(form.action());
        show(browser.post(form.action(), fields));
    }

    /**
     * Posts a form so many times at the same moment, with the cookies from before, and shows the answer that leads to
     * the application, or the last one.
     *
     * @return how many answers lead to the application with a code
     */
    int postAtOnce(Form form, Map<String, String> typed, int times) {
        Map<String, String> fields = new LinkedHashMap<>(form.preset());
        fields.putAll(typed);
        know(form.action());
        List<Browser> copies = Stream.generate(browser::copy).limit(times).toList();
        List<Page> pages = Burst.of(times, number -> copies.get(number).post(form.action(), fields));
        List<Integer> in = IntStream.range(0, times).filter(number -> pages.get(number).authorizationCode().isPresent())
                .boxed().toList();
        int shown = in.isEmpty() ? times - 1 : in.get(0);
        browser.become(copies.get(shown));
        show(pages.get(shown));
        return in.size();
    }

    /** Shows the previous page again, without a request. */
    void back() {
        page = before.pop();
        know(page.body());
    }

    void reload() {
        URI uri = page.uri();
        show(browser.get(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())));
    }

    private void show(Page next) {
        if (page != null && !Browser.isCallback(page.uri())) {
            before.push(page);
        }
        page = next;
        know(page.body());
        String flow = page.uri().getPath().replaceAll(".*/(?:login-actions|latchkey-otp)/|/[^/]*[0-9a-f]{8}-.*", "");
        if (!flow.equals(flows.peekLast())) {
            flows.add(flow);
        }
        if (flows.size() > MOST_FLOWS) {
            flows.remove();
        }
    }

    private void know(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (address.find()) {
            client = address.group(1);
            tabId = address.group(2);
            query = "client_id=" + client + "&tab_id=" + tabId
                    + (address.group(3) == null ? "" : "&client_data=" + address.group(3));
        }
    }

    boolean isOpen() {
        return page != null;
    }

    boolean atCallback() {
        return page != null && Browser.isCallback(page.uri());
    }

    /** Whether the page is that of a mailed link. */
    boolean showsMailedLink() {
        return page != null && page.uri().getPath().contains("/latchkey-otp/links");
    }

    boolean canGoBack() {
        return !before.isEmpty();
    }

    boolean isKnown() {
        return !query.isEmpty();
    }

    List<Form> forms() {
        return page == null || atCallback() ? List.of() : Form.of(page);
    }

    /** The links of the page to addresses of the server. */
    List<String> links() {
        List<String> links = new ArrayList<>();
        Matcher link = LINK.matcher(page == null ? "" : page.body());
        while (link.find()) {
            links.add(page.uri().resolve(Form.unescaped(link.group(1))).toString());
        }
        return links;
    }

    /** The reference that the page and its mail share. */
    Optional<String> reference() {
        return found(REFERENCE);
    }

    /** Name of the user whose password the page asks for; empty when it asks for a name as well. */
    Optional<String> attempted() {
        return found(ATTEMPTED);
    }

    private Optional<String> found(Pattern pattern) {
        Matcher matcher = pattern.matcher(page == null ? "" : page.body());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    Optional<String> authorizationCode() {
        return page == null ? Optional.empty() : page.authorizationCode();
    }

    int status() {
        return page == null ? 0 : page.status();
    }

    String text() {
        return page == null ? "" : page.text();
    }

    String client() {
        return client;
    }

    String tabId() {
        return tabId;
    }

    /** Identifies the page regardless of its messages: for counting transitions. */
    String kind() {
        if (page == null) {
            return "nothing";
        }
        if (atCallback()) {
            return CODE.matcher(page.uri().toString()).find() ? "application" : "application refused";
        }
        String path = page.uri().getPath().replaceAll(".*/realms/[^/]+/|/[^/]*[0-9a-f]{8}-.*", "");
        return forms().stream().findFirst().map(form -> form.id().isEmpty() ? String.join("+", form.open()) : form.id())
                .orElse("status " + page.status()) + " at " + path;
    }

    /** The flows that the tab has shown last, and its current page. */
    String trace() {
        return flows + " " + (forms().isEmpty() ? "" : forms().get(0).id());
    }

    @Override
    public String toString() {
        if (page == null) {
            return "nothing";
        }
        String what = atCallback() ? page.uri().getRawQuery() + "" : page.status() + " " + kind() + " for " + client;
        String said = forms().isEmpty() ? ": " + page.text() : "";
        String all = atCallback() && authorizationCode().isPresent() ? "the application" : what + said;
        return all.substring(0, Math.min(all.length(), SHORT));
    }
}
