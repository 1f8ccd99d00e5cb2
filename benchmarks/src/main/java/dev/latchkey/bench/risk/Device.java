package dev.latchkey.bench.risk;

import java.util.Random;

/**
 * A device with its browser, whose versions rise with time.
 *
 * @param model browser and system
 * @param lag   days from a release to its installation on this device
 * @param stale whether it is never updated
 */
record Device(Model model, double lag, boolean stale) {

    private static final double STALE = 0.1;
    private static final double MEAN_LAG = 8;
    private static final int OLDEST = 12;

    /** Shares in percent of all page views, and days between two versions of browser and system; 0 is frozen. */
    enum Model {
        CHROME_ANDROID("Chrome Mobile", "Android 10", "mobile", 38, 28, 0),
        SAFARI_IPHONE("Mobile Safari", "iOS", "mobile", 14, 60, 60),
        SAMSUNG("Samsung Internet", "Android 10", "mobile", 2.5, 90, 0),
        CHROME_IPHONE("Chrome iOS", "iOS", "mobile", 2, 28, 60),
        FIREFOX_ANDROID("Firefox Mobile", "Android 14", "mobile", 0.5, 28, 0),
        CHROME_WINDOWS("Chrome", "Windows 10", "desktop", 21, 28, 0),
        EDGE_WINDOWS("Edge", "Windows 10", "desktop", 5.5, 28, 0),
        FIREFOX_WINDOWS("Firefox", "Windows 10", "desktop", 2, 28, 0),
        OPERA_WINDOWS("Opera", "Windows 10", "desktop", 1.2, 28, 0),
        CHROME_MAC("Chrome", "Mac OS X 10.15.7", "desktop", 4, 28, 0),
        SAFARI_MAC("Safari", "Mac OS X 10.15.7", "desktop", 3.5, 60, 0),
        FIREFOX_MAC("Firefox", "Mac OS X 10.15", "desktop", 0.5, 28, 0),
        CHROME_LINUX("Chrome", "Linux", "desktop", 1.2, 28, 0),
        FIREFOX_LINUX("Firefox", "Linux", "desktop", 0.8, 28, 0),
        CHROME_OS("Chrome", "Chrome OS 14541.0.0", "desktop", 0.8, 28, 0),
        CHROME_TABLET("Chrome", "Android 10", "tablet", 1.5, 28, 0);

        private final String browser;
        private final String os;
        private final String kind;
        private final double share;
        private final double browserDays;
        private final double osDays;

        Model(String browser, String os, String kind, double share, double browserDays, double osDays) {
            this.browser = browser;
            this.os = os;
            this.kind = kind;
            this.share = share;
            this.browserDays = browserDays;
            this.osDays = osDays;
        }

        boolean mobile() {
            return kind.equals("mobile");
        }

        /** What it sends, so many days after the start. */
        SignIn.Client client(double day) {
            String version = browser + ' ' + version(day, browserDays);
            String system = osDays == 0 ? os : os + ' ' + version(day, osDays);
            return new SignIn.Client(version + " on " + system + " (" + kind + ')', version, system, kind);
        }

        private static int version(double day, double every) {
            return 100 + (int) Math.floor(day / every);
        }

        static Model any(Random random, boolean mobile, boolean other) {
            while (true) {
                double left = random.nextDouble() * 100;
                for (Model model : values()) {
                    left -= model.share;
                    if (left < 0 && (model.mobile() ? mobile : other)) {
                        return model;
                    }
                    if (left < 0) {
                        break;
                    }
                }
            }
        }
    }

    static Device any(Random random, boolean mobile) {
        return new Device(Model.any(random, mobile, !mobile), -Math.log(1 - random.nextDouble()) * MEAN_LAG,
                random.nextDouble() < STALE);
    }

    SignIn.Client client(double day) {
        return model.client(stale ? -lag : day - lag);
    }

    /** Any browser of any version of the last year, each as probable. */
    static SignIn.Client anyClient(double day, Random random) {
        Model model = Model.values()[random.nextInt(Model.values().length)];
        return model.client(day - random.nextInt(OLDEST) * 28.0);
    }

    /** A browser as they are common on that day. */
    static SignIn.Client commonClient(double day, Random random) {
        return Model.any(random, true, true).client(day);
    }
}
