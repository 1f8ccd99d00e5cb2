package dev.latchkey.common.meter;

import java.util.List;

/** Every meter of Latchkey. Prometheus writes the names with underscores, and {@code _total} behind a counter. */
public enum Meter {

    /** Codes handed to the delivery queue. */
    CODES_SENT(Kind.COUNTER, "latchkey.codes.sent", "Codes handed to the delivery queue", "realm", "channel",
            "purpose"),
    /** Codes and links that were right. */
    CODES_ACCEPTED(Kind.COUNTER, "latchkey.codes.accepted", "Codes and links that were right", "realm",
            "channel", "purpose"),
    /** Codes and links that were not accepted. */
    CODES_REFUSED(Kind.COUNTER, "latchkey.codes.refused", "Codes and links that were not accepted", "realm",
            "channel", "purpose", "reason"),
    /** Times that failures have locked a second factor, temporarily or permanently. */
    GUARD_LOCKS(Kind.COUNTER, "latchkey.guard.locks", "Times that failures have locked a budget", "budget"),
    /** Demands that a rate limit has refused. */
    LIMITS_HIT(Kind.COUNTER, "latchkey.limits.hit", "Demands that a rate limit has refused", "limit"),
    /** Answers that wait on this node until they take as long as others. */
    PADDED_USED(Kind.GAUGE, "latchkey.padded.used", "Answers that wait until they take as long as others"),
    /** Requests that were refused because too many such answers wait. */
    PADDED_REFUSED(Kind.COUNTER, "latchkey.padded.refused", "Requests refused because too many padded answers wait",
            "realm"),
    /** One handing-over of a mail or other message to the server that delivers it. */
    MAIL_DELIVERY(Kind.TIMER, "latchkey.mail.delivery", "Time to hand a message to its server", "realm",
            "channel", "outcome"),
    /** Texts handed to a gateway. */
    TEXTS_HANDED(Kind.COUNTER, "latchkey.texts.handed", "Texts handed to a gateway", "gateway", "result"),
    /** Texts that were not sent because the money of the day was spent. */
    TEXTS_UNPAID(Kind.COUNTER, "latchkey.texts.unpaid", "Texts that the money of the day did not pay for", "realm"),
    /** Delivery receipts of texts, which say what became of them behind the gateway. */
    TEXT_RECEIPTS(Kind.COUNTER, "latchkey.texts.receipts", "Final delivery receipts of texts", "gateway", "state"),
    /** Mails that wait on this node. */
    MAIL_QUEUE_USED(Kind.GAUGE, "latchkey.mail.queue.used", "Mails that wait on this node"),
    /** Age of the oldest mail that waits for a worker of this node. */
    MAIL_QUEUE_OLDEST(Kind.GAUGE, "latchkey.mail.queue.oldest.seconds",
            "Time in seconds that the oldest mail has waited for a worker"),
    /** Mails that this node is handing to mail servers. */
    MAIL_IN_FLIGHT(Kind.GAUGE, "latchkey.mail.in.flight", "Mails that are being handed to mail servers"),
    /** Threads of this node that hand mails over. */
    MAIL_WORKERS(Kind.GAUGE, "latchkey.mail.workers", "Threads that hand mails over, idle ones included"),
    /** Mails that this node refused because its queue was full. */
    MAIL_QUEUE_REFUSED(Kind.COUNTER, "latchkey.mail.queue.refused", "Mails that this node had no room for"),
    /** Connections of Latchkey's own sender, opened or used again. */
    MAIL_CONNECTIONS(Kind.COUNTER, "latchkey.mail.connections", "Connections to mail servers, by mail", "kind"),
    /** Devices that users have trusted. */
    DEVICES_TRUSTED(Kind.COUNTER, "latchkey.devices.trusted", "Devices that users have trusted", "realm"),
    /** Sign-ins whose second factor was skipped on a trusted device. */
    DEVICES_USED(Kind.COUNTER, "latchkey.devices.used", "Sign-ins that a trusted device spared the second factor",
            "realm"),
    /** Devices whose trust has ended; {@code copy_seen} among the reasons. */
    DEVICES_ENDED(Kind.COUNTER, "latchkey.devices.ended", "Devices whose trust has ended", "realm", "reason"),
    /** Secret codes that were issued to apps. */
    SECRET_CODES_ISSUED(Kind.COUNTER, "latchkey.secret.codes.issued", "Secret codes that apps were given", "realm"),
    /** Secret codes that have signed their app in. */
    SECRET_CODES_REDEEMED(Kind.COUNTER, "latchkey.secret.codes.redeemed", "Secret codes that signed their app in",
            "realm"),
    /** Secret codes that were not accepted. */
    SECRET_CODES_REFUSED(Kind.COUNTER, "latchkey.secret.codes.refused", "Secret codes that were not accepted", "realm",
            "reason"),
    /** Secret codes that have ended; {@code copy_seen} among the reasons. */
    SECRET_CODES_ENDED(Kind.COUNTER, "latchkey.secret.codes.ended", "Secret codes that have ended", "realm", "reason"),
    /** One delivery of an event to a realm's webhook. */
    WEBHOOK_DELIVERY(Kind.TIMER, "latchkey.webhook.delivery", "Time of a delivery to the webhook", "realm", "outcome"),
    /** Events of all realms that wait to be sent. */
    WEBHOOK_WAITING(Kind.GAUGE, "latchkey.webhook.waiting", "Events of all realms that wait to be sent"),
    /** Events of all realms that were given up. */
    WEBHOOK_DEAD(Kind.GAUGE, "latchkey.webhook.dead", "Events of all realms that were given up"),
    /** Age of the oldest event that waits. */
    WEBHOOK_OLDEST(Kind.GAUGE, "latchkey.webhook.oldest.seconds", "Age in seconds of the oldest event that waits"),
    /** Notifications handed to the mail queue. */
    NOTIFICATIONS_SENT(Kind.COUNTER, "latchkey.notices.sent", "Notices handed to the mail queue", "realm", "kind"),
    /** Notifications that were not sent: too many, no address, or a full queue. */
    NOTIFICATIONS_DROPPED(Kind.COUNTER, "latchkey.notices.dropped", "Notices that were not sent", "realm", "kind"),
    /** Sign-ins whose risk was evaluated. */
    RISK_LEVELS(Kind.COUNTER, "latchkey.risk.levels", "Sign-ins whose risk was evaluated", "realm", "level"),
    /** What weighed most in them; none where nothing spoke against the sign-in. */
    RISK_REASONS(Kind.COUNTER, "latchkey.risk.reasons", "The weightiest reasons of the sign-ins' risks", "realm",
            "reason"),
    /** Sign-ins that a condition on a medium risk would have asked, and that have succeeded without a factor. */
    RISK_UNASKED(Kind.COUNTER, "latchkey.risk.unasked", "Risky sign-ins that succeeded without a second factor",
            "realm", "level"),
    /** Rows that the purge has deleted. */
    PURGE_ROWS(Kind.COUNTER, "latchkey.purge.rows", "Rows that the purge has deleted", "purge"),
    /** Runs of the purge or sweep of a table that have failed. */
    PURGE_FAILED(Kind.COUNTER, "latchkey.purge.failed", "Purges of a table that have failed", "purge"),
    /** One run of the purge over all tables. */
    PURGE_RUN(Kind.TIMER, "latchkey.purge.run", "Time of one purge of all tables"),
    /** Security hooks that are not in force, which the operator has allowed. */
    HOOKS_MISSING(Kind.GAUGE, "latchkey.hooks.missing", "Security hooks that are not in force");

    /** The kinds of meters. */
    public enum Kind {
        /** Only ever grows. */
        COUNTER,
        /** A number as it is now. */
        GAUGE,
        /** How often, and how long. */
        TIMER
    }

    private final Kind kind;
    private final String id;
    private final String help;
    private final List<String> labels;

    Meter(Kind kind, String id, String help, String... labels) {
        this.kind = kind;
        this.id = id;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** @return the kind of the meter */
    public Kind kind() {
        return kind;
    }

    /** @return the name in Micrometer */
    public String id() {
        return id;
    }

    /** @return the names of its labels */
    public List<String> labels() {
        return labels;
    }

    String help() {
        return help;
    }
}
