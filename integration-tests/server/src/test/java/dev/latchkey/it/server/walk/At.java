package dev.latchkey.it.server.walk;

/** Where a request is sent to. */
enum At {

    ONE("node one"), TWO("node two"), BOTH("both nodes at once");

    private final String text;

    At(String text) {
        this.text = text;
    }

    /** The node, from 0; the first one for both. */
    int node() {
        return this == TWO ? 1 : 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
