package dev.latchkey.it.flow;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;

/** A visit to the page behind a mailed link. */
final class LinkVisit {

    private final Tab tab;

    private LinkVisit(Tab tab) {
        this.tab = tab;
    }

    static LinkVisit open(Tab tab, String link) {
        return new LinkVisit(tab.open(link));
    }

    /** Posts the form of the page's button, whether the page shows it or not. */
    static LinkVisit post(Tab tab, String link) {
        return post(tab, link, "");
    }

    /** Posts further fields beside the token, from the ampersand on. */
    static LinkVisit post(Tab tab, String link, String more) {
        URI uri = URI.create(link);
        return new LinkVisit(tab.post(link.substring(0, link.indexOf('?')), uri.getRawQuery() + more));
    }

    /** Types the number that the waiting page shows. */
    LinkVisit number(String number) {
        tab.type("number", number).click("latchkey-confirm-number");
        return this;
    }

    LinkVisit proceed() {
        tab.click("latchkey-continue");
        return this;
    }

    /** Where the page leads when the link leads to no sign-in: to the application, or else to the account console. */
    Optional<String> exit() {
        return Stream.of("backToApplication", "latchkey-account").filter(tab::has).findFirst()
                .flatMap(id -> tab.attribute(id, "href"));
    }

    /** The page's state of the link, such as confirm, elsewhere or used; empty on any other page. */
    String state() {
        return tab.has("latchkey-link") ? tab.attribute("latchkey-link", "data-state").orElse("") : "";
    }

    boolean offersButton() {
        return tab.has("latchkey-link-form");
    }

    LinkVisit goBack() {
        tab.click("latchkey-back");
        return this;
    }

    boolean offersWayBack() {
        return tab.has("latchkey-back");
    }

    Tab tab() {
        return tab;
    }
}
