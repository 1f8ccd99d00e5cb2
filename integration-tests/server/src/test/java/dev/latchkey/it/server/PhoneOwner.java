package dev.latchkey.it.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.sample.BrowserOpener;

/** A user with a mailbox, who completes the pages that an app has opened in the browser. */
final class PhoneOwner implements BrowserOpener {

    private static final String REGISTRATION_FORM = "kc-register-form";
    private static final Pattern LOGOUT_FORM =
            Pattern.compile("<form[^>]*action=\"([^\"]*/logout/logout-confirm[^\"]*)\"");
    private static final Pattern SESSION_CODE = Pattern.compile("name=\"session_code\" value=\"([^\"]+)\"");

    private final Browser browser;
    private final SmtpServer mailbox;
    private final String user;
    private int mails;
    private int pages;

    PhoneOwner(String baseUrl, SmtpServer mailbox, String user) {
        this.browser = new Browser(baseUrl);
        this.mailbox = mailbox;
        this.user = user;
    }

    @Override
    public void open(URI address) throws IOException {
        pages++;
        SignIn tab = new SignIn(browser, user);
        Page page = tab.open(address.toString());
        Matcher logout = LOGOUT_FORM.matcher(page.body());
        if (logout.find()) {
            page = logOut(logout.group(1).replace("&amp;", "&"), page);
        } else if (page.has(REGISTRATION_FORM)) {
            page = register(tab);
        } else if (!Browser.isCallback(page.uri())) {
            page = signIn(tab);
        }
        comeBack(page);
    }

    private Page register(SignIn tab) {
        tab.submit(REGISTRATION_FORM, Map.of("firstName", "Nora", "lastName", "New", "email", Admin.address(user),
                "password", Admin.USER_PASSWORD, "password-confirm", Admin.USER_PASSWORD));
        return code(tab);
    }

    private Page signIn(SignIn tab) {
        tab.password();
        return code(tab);
    }

    private Page code(SignIn tab) {
        mails++;
        Page page = tab.code(mailbox.await(Admin.address(user), mails).code());
        // the notification of the secret code
        mails++;
        return page;
    }

    private Page logOut(String address, Page page) {
        Matcher code = SESSION_CODE.matcher(page.body());
        if (!code.find()) {
            throw new IllegalStateException("No form to log out: " + page);
        }
        return browser.post(address, Map.of("session_code", code.group(1), "confirmLogout", "Logout"));
    }

    /** The app listens for one visit, which the browser makes. */
    private static void comeBack(Page page) throws IOException {
        if (!Browser.isCallback(page.uri())) {
            throw new IllegalStateException("The pages did not lead back to the app: " + page);
        }
        HttpURLConnection visit = (HttpURLConnection) page.uri().toURL().openConnection();
        if (visit.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IllegalStateException("The app turned its visitor away: " + page.uri());
        }
    }

    /** What the browser shows when a user opens another app in it. */
    Page asksAgain() {
        return new SignIn(browser, user).open();
    }

    String user() {
        return user;
    }

    /** How often the app has opened the browser. */
    int pages() {
        return pages;
    }
}
