import type russian from "./ru";

/** The texts, by namespace. Russian is written first; a test compares the two languages. */
export type Catalogues = typeof russian;
