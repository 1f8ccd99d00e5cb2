/** The channel of codes by text message. */
package dev.latchkey.sms.channel;
