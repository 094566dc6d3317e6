import { parentPort, workerData } from "node:worker_threads";
import { openDatabaseFile, removeSetAside, setAside } from "./database-file";
import { EngineHost, messageOf } from "./engine-host";
import { SqliteEngine } from "./sqlite-engine";
import { loadSqlite } from "./sqlite-module";
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
  let identity: string | undefined;
  const host = new EngineHost({
    open: () => {
      const opened = openDatabaseFile(sqlite, path, (error) => post({ type: "log", level: "error", message: `The history file is damaged and set aside: ${messageOf(error)}` }));
      identity = opened.identity;
      return new SqliteEngine(opened.database, { wallNow: () => Date.now(), now: () => performance.now(), sessionId, startedAt });
    },
    setAside: () => setAside(path, identity),
    removeSetAside: () => removeSetAside(path),
    post,
    end: () => port.close(),
  });
  port.on("message", (message: ToWorker) => host.receive(message));
}

try {
  start();
} catch (error) {
  post({ type: "unavailable", reason: messageOf(error) });
}
