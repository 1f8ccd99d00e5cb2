/** The gateway that speaks SMPP 3.4 with the message centre of an operator of a telephone network. */
package dev.latchkey.sms.gateway.smpp;
