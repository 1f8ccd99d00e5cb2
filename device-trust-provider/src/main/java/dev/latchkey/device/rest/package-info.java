/** REST of trusted devices, for their owner and for admins. */
package dev.latchkey.device.rest;
