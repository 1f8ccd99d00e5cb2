package dev.latchkey.it.flow.walk;

/** A tab of a browser, and the user of it. */
enum Seat {

    FIRST("tab 1", Machine.ATTACKERS),
    SECOND("tab 2", Machine.ATTACKERS),
    ELSEWHERE("the second browser", Machine.ATTACKERS_SECOND),
    OWNER("the owner", Machine.OWNERS),
    NEWCOMER("the newcomer", Machine.NEWCOMERS);

    /** A browser. */
    enum Machine {
        ATTACKERS, ATTACKERS_SECOND, OWNERS, NEWCOMERS
    }

    private final String text;
    private final Machine machine;

    Seat(String text, Machine machine) {
        this.text = text;
        this.machine = machine;
    }

    Machine machine() {
        return machine;
    }

    boolean attackers() {
        return this != OWNER && this != NEWCOMER;
    }

    @Override
    public String toString() {
        return text;
    }
}
