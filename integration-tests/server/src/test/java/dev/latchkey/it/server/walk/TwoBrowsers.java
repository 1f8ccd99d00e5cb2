package dev.latchkey.it.server.walk;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;

/** Two new browsers of a user, in which the user signs in to an app at the same moment, one at each node. */
final class TwoBrowsers {

    private static final Pattern REFERENCE = Pattern.compile("id=\"latchkey-reference\"[^>]*>([A-Z0-9]+)<");

    private final List<SignIn> tabs;

    /**
     * @param urls of both nodes
     * @param user name of the user
     */
    TwoBrowsers(List<String> urls, String user) {
        tabs = urls.stream().map(url -> new SignIn(new Browser(url), user)).toList();
    }

    /** Enters the password in both; returns the pages that follow. */
    List<Page> passwords(App app) {
        return Burst.of(tabs.size(), number -> {
            tabs.get(number).openFor(app.clientId(), "openid");
            return tabs.get(number).password();
        });
    }

    /** Enters the code of the mail that each page names, and trusts both browsers; returns the pages that follow. */
    List<Page> codes(List<Mail> mails) {
        List<String> codes = tabs.stream().map(tab -> reference(tab.page()))
                .map(reference -> mails.stream()
                        .filter(mail -> reference.equals(Optional.of(mail.reference())))
                        .findFirst().map(Mail::code).orElse("000000")).toList();
        return Burst.of(tabs.size(), number -> tabs.get(number).codeAndTrust(codes.get(number)));
    }

    private static Optional<String> reference(Page page) {
        Matcher reference = REFERENCE.matcher(page.body());
        return reference.find() ? Optional.of(reference.group(1)) : Optional.empty();
    }
}
