import { ScriptedOllama, type Fault } from "../../support/servers";

/** What the benchmark tells its server, which runs in a process of its own so that client and server do not share a thread. */
export interface ServerOrder {
  faults: Fault[];
}

async function main(): Promise<void> {
  const server = await ScriptedOllama.start({ loaded: ["llama3.2"], scheduler: { numParallel: 64 } });
  process.on("message", (order: ServerOrder) => {
    server.clearFaults();
    server.log.clear();
    if (order.faults.length > 0) server.fault(order.faults);
    process.send!({ done: true });
  });
  process.on("disconnect", () => process.exit());
  process.send!({ url: server.url });
}

void main();
