package dev.latchkey.webhook.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The lease of the node that sends a realm's events, and the realm's pause. */
@Entity
@Table(name = "LATCHKEY_OUTBOX_LEASE")
public class OutboxLeaseEntity {

    @Id
    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "HOLDER", length = 36, nullable = false)
    String holder;

    @Column(name = "HELD_UNTIL", nullable = false)
    long heldUntil;

    /** No node sends before this. */
    @Column(name = "RESUME_AT", nullable = false)
    long resumeAt;

    /** Times in a row that nothing could be sent. */
    @Column(name = "FAILURES", nullable = false)
    int failures;
}
