/**
 * The flow step and the condition of trusted devices, the holder's cookie, the console entry, and what ends a device.
 */
package dev.latchkey.device.flow;
