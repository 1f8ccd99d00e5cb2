package dev.latchkey.it.browser;

import java.util.regex.Pattern;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;

/** A browser of one user: its tabs share cookies. */
final class Window {

    /** SHA-256 of a PKCE verifier that is never needed, because no authorization code is redeemed here. */
    private static final String CODE_CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final Demo demo;
    private final BrowserContext context;

    Window(Demo demo, BrowserContext context) {
        this.demo = demo;
        this.context = context;
    }

    BrowserContext context() {
        return context;
    }

    /** Begins a sign-in to the demo app in a new tab. */
    SignIn signIn() {
        return signIn(context.newPage());
    }

    /** Begins a sign-in to the demo app in a tab that is open already and keeps its passkeys. */
    SignIn signIn(Page page) {
        return open(page, "demo-app", "");
    }

    /** Begins a sign-up in a new tab. */
    SignIn signUp() {
        return open(context.newPage(), "demo-app", "&prompt=create");
    }

    /** Asks for a required action in a new tab, as a client does. */
    SignIn action(String action) {
        return open(context.newPage(), "demo-app", "&kc_action=" + action);
    }

    /** Begins a sign-in to the mobile app, in the web view that this window is. */
    SignIn mobile() {
        return open(context.newPage(), "mobile", "");
    }

    private SignIn open(Page page, String client, String more) {
        SignIn signIn = new SignIn(page);
        signIn.page().navigate(demo.url() + "/realms/latchkey/protocol/openid-connect/auth?client_id=" + client
                + "&response_type=code&scope=openid&code_challenge_method=S256&code_challenge=" + CODE_CHALLENGE
                + "&redirect_uri=" + demo.callback() + more);
        return signIn;
    }

    /** Closes and opens the browser: it is signed out and stays trusted. */
    void endSession() {
        context.clearCookies(new BrowserContext.ClearCookiesOptions()
                .setName(Pattern.compile("^(?!latchkey_device_)")));
    }

    /** Opens the link of a mail in a new tab. */
    LinkTab open(Mail mail) {
        LinkTab tab = new LinkTab(context.newPage());
        tab.page().navigate(mail.link());
        return tab;
    }
}
