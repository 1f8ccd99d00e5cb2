/** The event listener that has sign-ins remembered, and the threads of this node that write after requests. */
package dev.latchkey.risk.delivery;
