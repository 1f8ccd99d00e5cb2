/** Random walks of one user with two apps on two nodes, checked against a model of what each credential may do. */
package dev.latchkey.it.server.walk;
