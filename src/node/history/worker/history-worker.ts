import { dirname, join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { EngineHost, messageOf, unavailable } from "./engine-host";
import { HistoryFile } from "./history-file";
import { SqliteEngine } from "../engine/sqlite-engine";
import { loadSqlite } from "../sqlite/sqlite-module";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-protocol";

// A bundle of its own: the thread on which SQLite works, because its calls block.

const { path, sessionId, startedAt } = workerData as WorkerStart;
const port = parentPort!;
const post = (message: FromWorker) => port.postMessage(message);

function start(): void {
  // Node 22 warns that SQLite is experimental; in a thread of its own nobody else's warnings are lost with it.
  process.removeAllListeners("warning");
  const sqlite = loadSqlite();
  if (sqlite === undefined) throw new Error("this runtime has no SQLite");
  const history = new HistoryFile({
    sqlite,
    path,
    makeEngine: (database) =>
      new SqliteEngine(database, { wallNow: () => Date.now(), now: () => performance.now(), sessionId, startedAt }),
    onSetAside: (folder, error) => post({ type: "setAside", folder, reason: messageOf(error) }),
    log: (message) => post({ type: "log", level: "info", message }),
  });
  const host = new EngineHost({ history, bellFolder: join(dirname(path), "bell"), post, end: () => port.close() });
  port.on("message", (message: ToWorker) => host.receive(message));
  post({ type: "ready" });
}

try {
  start();
} catch (error) {
  post(unavailable(error));
}
