package dev.latchkey.webhook.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One event that waits for its receiver, or was given up. */
@Entity
@Table(name = "LATCHKEY_EVENT_OUTBOX")
public class OutboxEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36, nullable = false)
    String realmId;

    /** The user whose events keep their order; a dash for an event of no user, since Oracle has no empty text. */
    @Column(name = "USER_ID", length = 255, nullable = false)
    String userId;

    @Column(name = "CREATED_AT", nullable = false)
    long createdAt;

    @Column(name = "EVENT", length = 4000, nullable = false)
    String event;

    @Column(name = "ATTEMPTS", nullable = false)
    int attempts;

    @Column(name = "NEXT_ATTEMPT", nullable = false)
    long nextAttempt;

    /** When it was given up; 0 while it waits. */
    @Column(name = "DEAD_AT", nullable = false)
    long deadAt;
}
