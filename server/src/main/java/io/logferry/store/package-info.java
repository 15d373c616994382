/** What a store of export files does ({@link io.logferry.store.LogStore}), and what the two kinds of stores share. */
@NullMarked
package io.logferry.store;

import org.jspecify.annotations.NullMarked;
