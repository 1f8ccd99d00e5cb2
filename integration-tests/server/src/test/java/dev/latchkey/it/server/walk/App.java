package dev.latchkey.it.server.walk;

/** One of the two apps that share the session of a browser. */
enum App {

    PUBLIC("app", "mobile", "Mobile app"),
    CONFIDENTIAL("other app", "mobile-confidential", "Mobile app with a backend");

    private final String text;
    private final String clientId;
    private final String name;

    App(String text, String clientId, String name) {
        this.text = text;
        this.clientId = clientId;
        this.name = name;
    }

    String clientId() {
        return clientId;
    }

    /** Name of the client, which the entries of its codes in the consoles have. */
    String entry() {
        return name;
    }

    @Override
    public String toString() {
        return text;
    }
}
