package dev.latchkey.limit.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One bucket of the rate limiter. A row whose theoretical arrival time has passed means the same as no row. */
@Entity
@Table(name = "LATCHKEY_RATE_LIMIT")
public class RateLimitEntity {

    @Id
    @Column(name = "BUCKET", length = 64)
    String bucket;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    @Column(name = "ARRIVAL", nullable = false)
    long arrival;

    /** Nothing passes before; epoch milliseconds, and less than 0 as the mark of the request that took last. */
    @Column(name = "BLOCKED_UNTIL", nullable = false)
    long blockedUntil;

    /**
     * When the purge looks at the row again, epoch milliseconds. The row's updates leave it alone: it is indexed, and
     * PostgreSQL keeps an updated row in its place only if no indexed column changes.
     */
    @Column(name = "CHECK_AT", nullable = false)
    long checkAt;
}
