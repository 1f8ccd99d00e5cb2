package dev.latchkey.it.flow;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import org.keycloak.testframework.realm.ManagedRealm;

/** A thousand clients, at addresses that the server's trusted proxy forwards. */
final class ManyClients implements AutoCloseable {

    static final int SIZE = 1_000;

    /** Fewer than may wait for a padded answer at once: a slot is left for a client that is not among these. */
    private static final int AT_ONCE = 20;

    private final Relay proxy = new Relay(FlowServer.PROXY);
    private final ManagedRealm realm;

    /** @param realm the realm whose endpoints they use */
    ManyClients(ManagedRealm realm) {
        this.realm = realm;
    }

    /** The user of this number, with an account in {@link Realms.Crowded}. */
    static TestUser member(int number) {
        String email = "member" + number + "@crowd.example";
        return new TestUser("crowd-member-" + number, email, email);
    }

    /** The address of this number in the network of this number. */
    static String address(int network, int number) {
        return "10." + network + "." + number / 250 + "." + (number % 250 + 1);
    }

    Visitor at(String address) {
        return new Visitor(new Browser(proxy.url()).header("X-Forwarded-For", address), realm);
    }

    /** A client that claims an address by every known header, without the proxy. */
    Visitor claiming(String address) {
        Browser browser = new Browser(FlowServer.BASE);
        List.of("X-Forwarded-For", "X-Real-IP", "Client-IP", "True-Client-IP")
                .forEach(header -> browser.header(header, address));
        return new Visitor(browser.header("Forwarded", "for=" + address), realm);
    }

    /** Runs clients, a limited number at a time. */
    Answers each(int count, IntFunction<Page> visit) {
        long start = System.nanoTime();
        List<Page> pages = Burst.of(count, AT_ONCE, visit);
        return new Answers(pages, Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public void close() {
        proxy.close();
    }

    /**
     * The answers to the clients.
     *
     * @param pages the answers, by number of the client
     * @param took  from the first request to the last answer
     */
    record Answers(List<Page> pages, Duration took) {

        private static final Pattern POLICY = Pattern.compile("\"([a-z-]+)\";r=0;t=\\d+");

        /** Number of answers with which this policy has refused a request. */
        List<Page> refused(String policy) {
            return pages.stream().filter(page -> policy(page).equals(policy)).toList();
        }

        /** The answers that are not refusals of this policy. */
        Answers past(String policy) {
            return new Answers(pages.stream().filter(page -> !policy(page).equals(policy)).toList(), took);
        }

        /** The policy that has refused a request; empty where none has. */
        private static String policy(Page page) {
            if (page.status() != 429) {
                return "";
            }
            Matcher policy = POLICY.matcher(page.headers().firstValue("RateLimit").orElse(""));
            if (!policy.matches()) {
                throw new AssertionError("No policy: " + page + page.headers().map());
            }
            return policy.group(1);
        }
    }
}
