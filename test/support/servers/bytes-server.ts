import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What a body is made of: bytes, each in a packet of its own, and what happens between them. Without an end of its own it ends in good order. */
export type Step = string | Uint8Array | { pauseMs: number } | "hang" | "reset";

export interface BytesServer {
  url: string;
  stop(): Promise<void>;
}

/** Answers every POST with the same body. @param type its content type; null: none */
export async function serveBytes(steps: readonly Step[], type: string | null): Promise<BytesServer> {
  const server = createServer((request, response) => {
    request.resume();
    if (request.method !== "POST") return void response.writeHead(404).end();
    response.writeHead(200, type === null ? {} : { "content-type": type });
    void send(response, steps);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function send(response: ServerResponse, steps: readonly Step[]): Promise<void> {
  response.flushHeaders();
  for (const step of steps) {
    if (response.destroyed) return;
    if (step === "hang") return;
    if (step === "reset") {
      // What was written before must not be overtaken.
      await pause(20);
      response.socket?.resetAndDestroy();
      return;
    }
    if (typeof step === "string" || step instanceof Uint8Array) {
      response.write(step);
      await new Promise(setImmediate);
    } else await pause(step.pauseMs);
  }
  response.end();
}
