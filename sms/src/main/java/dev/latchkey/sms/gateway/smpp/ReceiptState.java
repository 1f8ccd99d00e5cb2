package dev.latchkey.sms.gateway.smpp;

/** What a delivery receipt says of a text. */
enum ReceiptState {
    /** The phone has it. */
    DELIVERED,
    /** The phone will not get it. */
    UNDELIVERED,
    /** Nothing final, or nothing that this class knows. */
    OTHER;

    /**
     * @param word of the field {@code stat} of a receipt
     * @return the state
     */
    static ReceiptState of(String word) {
        return switch (word) {
            case "DELIVRD" -> DELIVERED;
            case "EXPIRED", "DELETED", "UNDELIV", "REJECTD" -> UNDELIVERED;
            default -> OTHER;
        };
    }
}
