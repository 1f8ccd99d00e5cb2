package dev.latchkey.bench.risk;

/** Who signs in with a password that is not his, as the papers define it. */
enum Attacker {
    /** Any address of the internet and any browser. */
    NAIVE,
    /** An address of the victim's country, and a common browser. */
    VPN,
    /** An address of a home in the victim's country, and a common browser. */
    RESIDENTIAL_PROXY,
    /** An address of the victim's network, and the victim's browser on the victim's system. */
    TARGETED
}
