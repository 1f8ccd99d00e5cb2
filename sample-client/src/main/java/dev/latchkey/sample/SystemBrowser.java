package dev.latchkey.sample;

import java.awt.Desktop;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;

/** The desktop's own browser; where there is none, the user is asked to open the address. */
final class SystemBrowser implements BrowserOpener {

    private final PrintStream console;

    SystemBrowser(PrintStream console) {
        this.console = console;
    }

    @Override
    public void open(URI page) throws IOException {
        if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            console.println("Go on in your browser.");
            Desktop.getDesktop().browse(page);
        } else {
            console.println("Open this in a browser on this machine:\n" + page);
        }
    }
}
