/** Numbers that administrators set: name, range and default of each, and how they are read. */
package dev.latchkey.common.settings;
