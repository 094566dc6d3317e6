import { writeSync } from "node:fs";
import { systemClock } from "../../../src/core/breaker/system-clock";
import { silentLogger } from "../../../src/core/ports/logger";
import { openHistory } from "../../../src/node/history/open-history";

/**
 * A window that records without pause until it is killed, or told to end by the end of its input. Arguments: folder, worker bundle, name. Prints the
 * entries that the history has said are stored, one line for each batch, and `memory` should it keep them in memory only.
 */
const [directory, workerPath, name] = process.argv.slice(2);
const history = openHistory({
  directory: directory!,
  workerPath: workerPath!,
  clock: systemClock,
  logger: silentLogger,
  onTrouble: (trouble) => {
    if (trouble.kind === "memoryOnly") say(`memory ${trouble.reason}`);
  },
});

let ending = false;
process.stdin.on("end", () => (ending = true)).resume();

async function run(): Promise<void> {
  for (let number = 0; !ending;) {
    const batch = Array.from({ length: 1 + (number % 17) }, () => `${name}-${number++}`);
    for (const id of batch) {
      const at = Date.now();
      history.recordRequest({
        command: "Ask",
        startedAt: at,
        durationMs: 0,
        outcome: "success",
        endpoint: "ollama",
        model: "llama3.2",
        errorMessage: id,
        attempts: [{ endpoint: "ollama", step: 0, startedAt: at, durationMs: 0, outcome: "success" }],
        messages: [{ role: "user", content: `about ${id}` }],
        content: "an answer that takes some room ".repeat(number % 40 === 0 ? 400 : 10),
      });
    }
    await history.flush();
    say(batch.join(" "));
  }
  await history.dispose();
}

/** All of it, though its reader may be slow. */
function say(line: string): void {
  for (let rest = Buffer.from(`${line}\n`); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

void run();
