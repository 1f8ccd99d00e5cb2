/** Delivery receipts that providers of texts post: their signatures and what they say. */
package dev.latchkey.sms.gateway.receipt;
