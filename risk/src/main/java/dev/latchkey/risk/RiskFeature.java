package dev.latchkey.risk;

import java.util.Locale;

/**
 * What the model compares of a sign-in. Features of a group describe the same thing more and more coarsely; their
 * weights are those of Wiefling, Dürmuth and Lo Iacono, "What's in Score for Website Users" (FC 2021), and of
 * Wiefling, Jørgensen, Thunem and Lo Iacono, "Pump Up Password Security!" (ACM TOPS 2022).
 */
public enum RiskFeature {

    /** The client's address. */
    ADDRESS(Group.ORIGIN, 0.6, 1e-6),
    /** Number of the autonomous system that the address belongs to. */
    NETWORK(Group.ORIGIN, 0.3, 1e-3),
    /** ISO code of the country that the address is in. */
    COUNTRY(Group.ORIGIN, 0.1, 0.02),
    /** The whole {@code User-Agent} header. */
    AGENT(Group.CLIENT, 0.53868, 0.01),
    /** Name and major version of the browser. */
    BROWSER(Group.CLIENT, 0.26804, 0.03),
    /** Name and version of the operating system. */
    OS(Group.CLIENT, 0.18657, 0.1),
    /** Kind of device: desktop, mobile, tablet. */
    DEVICE_KIND(Group.CLIENT, 0.00671, 0.4);

    /** Features that depend on each other; the groups are taken as independent of each other. */
    public enum Group {
        /** Where the sign-in comes from. */
        ORIGIN,
        /** With what it is made. */
        CLIENT
    }

    private final Group group;
    private final double weight;
    private final double prior;

    RiskFeature(Group group, double weight, double prior) {
        this.group = group;
        this.weight = weight;
        this.prior = prior;
    }

    /** @return the group it belongs to */
    public Group group() {
        return group;
    }

    /** @return its share in the interpolation of its group, above 0 and at most 1 */
    public double weight() {
        return weight;
    }

    /** @return how probable a value is while there is no history: a decision of this project, above 0, at most 1 */
    public double prior() {
        return prior;
    }

    /** @return whether it is read from a file of places, which an operator may add at any time */
    public boolean isOfPlace() {
        return this == NETWORK || this == COUNTRY;
    }

    /** @return the id in events, meters and rows; it never changes */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
