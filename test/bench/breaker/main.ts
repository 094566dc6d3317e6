import { footprints } from "./memory";
import { ROUNDS } from "./rounds";
import { failingPath, refusedPath, successPath } from "./speed";
import { printTable, type Row } from "./table";
import { weights } from "./weight";

const OURS = "llm-breaker";
const PEERS = ["cockatiel 4", "opossum 10"];

const ratio = (value: number) => `${value.toFixed(2)} × bare`;
const ns = (value: number) => `${value.toFixed(0)} ns`;
const us = (value: number) => `${(value / 1_000).toFixed(2)} µs`;
const bytes = (value: number) => `${value.toFixed(0)} B`;

/** A row about all three; `limit` is what ours may have at most. */
function compare<T>(
  what: string,
  found: Map<string, T>,
  pick: (value: T) => number,
  show: (value: number) => string,
  limit?: number,
): Row {
  const value = (name: string) => pick(found.get(name) as T);
  return {
    what,
    ours: show(value(OURS)),
    peers: PEERS.map((name) => show(value(name))),
    ...(limit !== undefined && { target: `≤ ${show(limit)}`, met: value(OURS) <= limit }),
  };
}

const success = await successPath();
const refused = await refusedPath();
const failing = await failingPath();
const footprint = await footprints();
const weight = await weights();

const bareSuccess = success.get("bare") as number;
const bareFailing = failing.get("bare") as number;
const alone = (what: string, value: number, show: (value: number) => string, limit?: number): Row => ({
  what,
  ours: show(value),
  peers: ["", ""],
  ...(limit !== undefined && { target: `≤ ${show(limit)}`, met: value <= limit }),
});
const fromEmptyToFull = (failing.get(OURS) as number) / (failing.get(`${OURS}, 20 samples`) as number);

printTable(
  `Node ${process.version}, medians of the processor time of ${ROUNDS} rounds taken in turns; a bare call takes ${ns(bareSuccess)}, with every third failing ${ns(bareFailing)}`,
  PEERS,
  [
    {
      ...compare("success, all metrics", success, (value) => value / bareSuccess, ratio),
      target: "ahead of both",
      met: PEERS.every((name) => (success.get(OURS) as number) < (success.get(name) as number)),
    },
    alone("  a new closure for each call", (success.get(`${OURS}, new closure`) as number) / bareSuccess, ratio),
    alone("  an operation that takes its signal", success.get(`${OURS}, signal used`) as number, us),
    alone("    of that, the runtime's AbortController", success.get("an AbortController") as number, us),
    compare("refused by execute", refused, (value) => value, us, 3_000),
    alone("refused by tryAcquire", refused.get("tryAcquire") as number, ns, 200),
    compare("every third call failing, 10 000 samples held", failing, (value) => value / bareFailing, ratio),
    alone("  10 000 samples against 20", fromEmptyToFull, (value) => `${value.toFixed(2)} ×`, 1.25),
    compare("heap a breaker, of 10 000, each called once", footprint, ({ heapBytes }) => heapBytes, bytes, 1_536),
    compare("resident memory a breaker", footprint, ({ rssBytes }) => rssBytes, bytes),
    compare("timers while closed", footprint, ({ timers }) => timers, String, 0),
    compare("minified", weight, ({ minifiedBytes }) => minifiedBytes, bytes),
    compare("  gzipped", weight, ({ gzippedBytes }) => gzippedBytes, bytes),
    compare(
      "load time",
      weight,
      ({ loadMs }) => loadMs,
      (value) => `${value.toFixed(2)} ms`,
    ),
  ],
);
