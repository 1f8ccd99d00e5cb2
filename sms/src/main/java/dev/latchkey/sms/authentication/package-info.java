/** The step that asks for a code by text message, and the required action that proves a number. */
package dev.latchkey.sms.authentication;
