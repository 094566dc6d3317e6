import { writeSync } from "node:fs";
import { systemClock } from "../../../src/core/breaker/system-clock";
import { silentLogger } from "../../../src/core/ports/logger";
import { openHistory } from "../../../src/node/history/open-history";

/**
 * A window that records without pause, as a process to be killed. Arguments: folder, worker bundle, name of the run, number of
 * requests (0: until killed). Prints for each request its number and the time when it was recorded.
 */
const [directory, workerPath, run, count] = process.argv.slice(2);
const history = openHistory({
  directory: directory!,
  workerPath: workerPath!,
  clock: systemClock,
  logger: silentLogger,
});

let number = 0;
const timer = setInterval(() => {
  for (let burst = 0; burst < 3; burst++) {
    const at = Date.now();
    history.recordRequest({
      command: run!,
      startedAt: at,
      durationMs: 0,
      outcome: "success",
      endpoint: "ollama",
      model: "llama3.2",
      errorMessage: String(number),
      attempts: [{ endpoint: "ollama", step: 0, startedAt: at, durationMs: 0, outcome: "success" }],
      messages: [{ role: "user", content: `number ${number} of ${run}` }],
      content: "an answer that takes some room ".repeat(20),
    });
    writeSync(1, `${number} ${at}\n`);
    if (++number === Number(count)) return void finish();
  }
}, 4);

async function finish(): Promise<void> {
  clearInterval(timer);
  await history.dispose();
}
