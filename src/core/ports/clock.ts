/** Time comes in from outside, so that a test is exact and instant. The breaker, which depends on nothing, says what a clock is. */
export type { Clock } from "../breaker/types";
