package dev.latchkey.sms.gateway.receipt;

import dev.latchkey.sms.ReceiptState;

/**
 * What a delivery receipt says.
 *
 * @param reference the text that it names, as the gateway was given it; empty text for none
 * @param state     what became of it
 */
public record Receipt(String reference, ReceiptState state) {
}
