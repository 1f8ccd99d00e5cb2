/** The gateways that hand texts to a telephone network. */
package dev.latchkey.sms.gateway;
