import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

/** Listens, then blocks its own thread, so that nothing is ever accepted and the kernel's backlog stays full. */
const blockedListener = `
const { parentPort } = require("node:worker_threads");
const server = require("node:net").createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 20);
});
`;

/** An address whose connections never come to be: SYNs go unanswered, as behind a firewall that drops them. Linux only. */
export class ConnectBlackHole {
  readonly #worker: Worker;
  readonly #fillers: Socket[];

  private constructor(
    worker: Worker,
    fillers: Socket[],
    readonly port: number,
  ) {
    this.#worker = worker;
    this.#fillers = fillers;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async start(): Promise<ConnectBlackHole> {
    const worker = new Worker(blockedListener, { eval: true });
    const port = await new Promise<number>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    // The kernel completes a few handshakes by itself; after these the queue is full and further SYNs are dropped.
    const fillers = Array.from({ length: 8 }, () => connect(port, "127.0.0.1").on("error", () => {}));
    await new Promise((resolve) => setTimeout(resolve, 60));
    return new ConnectBlackHole(worker, fillers, port);
  }

  async stop(): Promise<void> {
    for (const socket of this.#fillers) socket.destroy();
    await this.#worker.terminate();
  }
}
