import { writeSync } from "node:fs";
import { systemClock } from "../../../src/core/breaker/system-clock";
import { silentLogger } from "../../../src/core/ports/logger";
import { openHistory } from "../../../src/node/history/open-history";

/**
 * A window that makes a recovery trial which never ends, as a process to be killed. Arguments: folder, worker bundle, key of the endpoint, and how far its wall
 * clock is ahead, in milliseconds. Prints a line when it has the lease, and goes on renewing it far more often than windows do.
 */
const [directory, workerPath, key, skewMs] = process.argv.slice(2);
const wallNow = (): number => Date.now() + Number(skewMs);
const history = openHistory({
  directory: directory!,
  workerPath: workerPath!,
  clock: { ...systemClock, wallNow },
  logger: silentLogger,
});

void history.tryTakeTrial(key!, false).then(({ taken }) => {
  setInterval(() => history.renewTrial(key!), 20);
  writeSync(1, taken ? "taken\n" : "refused\n");
});
