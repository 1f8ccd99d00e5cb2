/** How well the risk model tells attackers from users: generated sign-ins or a published data set, and rules beside. */
package dev.latchkey.bench.risk;
