package dev.latchkey.common.net;

import java.util.Set;

/**
 * Families of browsers and systems that pages and mails may name. Keycloak's parser takes some families literally from
 * the User-Agent header: without this list, a client could write any sentence into a realm's mail to somebody else.
 */
final class DeviceFamilies {

    private static final Set<String> BROWSERS = Set.of(
            "Amazon Silk", "Android", "Apple Mail", "Brave", "Chrome", "Chrome Mobile", "Chrome Mobile WebView",
            "Chrome Mobile iOS", "Chromium", "DuckDuckGo Mobile", "Edge", "Edge Mobile", "Epiphany", "Facebook",
            "Firefox", "Firefox Focus", "Firefox Mobile", "Firefox iOS", "Google", "HeadlessChrome", "Huawei Browser",
            "IE", "IE Mobile", "Instagram", "Konqueror", "LINE", "MiuiBrowser", "Mobile Safari",
            "Mobile Safari UI/WKWebView", "Opera", "Opera Mini", "Opera Mobile", "Opera Touch", "PaleMoon",
            "QQ Browser", "QQ Browser Mobile", "Safari", "Samsung Internet", "Seamonkey", "Snapchat", "UC Browser",
            "Vivaldi", "WebKit Nightly", "Whale", "Yandex Browser", "curl", "okhttp");
    private static final Set<String> SYSTEMS = Set.of(
            "Android", "Arch Linux", "Chrome OS", "Debian", "Fedora", "FreeBSD", "Gentoo", "KaiOS", "Linux",
            "Linux Mint", "Mac OS", "Mac OS X", "Mageia", "NetBSD", "OpenBSD", "Red Hat", "Solaris", "SUSE", "Tizen",
            "Ubuntu", "Windows", "Windows Phone", "iOS", "tvOS", "webOS");

    private DeviceFamilies() {
    }

    /** Returns the browser's family; empty for one that is not listed. */
    static String browser(String family) {
        return BROWSERS.contains(family) ? family : "";
    }

    /** Returns the system's family; empty for one that is not listed. */
    static String system(String family) {
        return SYSTEMS.contains(family) ? family : "";
    }
}
