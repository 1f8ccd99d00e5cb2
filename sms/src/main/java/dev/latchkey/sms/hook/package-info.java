/** The hooks of codes by text message. */
package dev.latchkey.sms.hook;
