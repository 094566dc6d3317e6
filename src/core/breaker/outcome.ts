/** The bits of an outcome; a quick success has none of them. */
export const FAILED = 1;
export const SLOW = 2;
