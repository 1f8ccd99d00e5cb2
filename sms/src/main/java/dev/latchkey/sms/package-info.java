/** Codes by text message: numbers, policy, the text, and the SPI of gateways. */
package dev.latchkey.sms;
