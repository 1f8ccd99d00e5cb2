/** Events about devices, and the check of a trust policy that an administrator saves. */
package dev.latchkey.device.events;
