/** A channel for codes that is no part of Latchkey: docs/channels.md explains it. */
package com.example.pager;
