/** The event listener that has sign-ins remembered, and the thread of this node that does it after the request. */
package dev.latchkey.risk.delivery;
