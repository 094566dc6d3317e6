import { brokenAnswers } from "./cases/broken-answers";
import { connections } from "./cases/connections";
import { oddAnswers } from "./cases/odd-answers";
import { refusals } from "./cases/refusals";
import type { FaultCase } from "./fault-case";

/** Every fault of the README's table, in its order; the answer without end, which takes the processor from what comes after it, is the last. */
export const faultList: readonly FaultCase[] = [...connections, ...refusals, ...oddAnswers, ...brokenAnswers];
