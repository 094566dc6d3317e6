/** Functions of the language under names that a minifier can shorten. */
export const { max, min } = Math;
export const { stringify } = JSON;
export const { freeze } = Object;
