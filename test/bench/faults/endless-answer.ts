import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Scene, type Wire } from "./fault-case";
import { frame, streamType } from "./frames";

const FLOOD_BYTES = 20 * 1024 * 1024;
const CHUNK_CHARS = 64 * 1024;
/** After the flood it goes on in drops, so that nobody can take the quiet for an end and this machine is not filled. */
const DROP_EVERY_MS = 200;

/** A model that repeats itself: 20 MB of text as fast as they are taken, and then it still goes on. */
export async function endlessAnswer(wire: Wire): Promise<Scene> {
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === "POST") void flood(wire, response);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: wire === "ollama" ? url : `${url}/v1`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function flood(wire: Wire, response: ServerResponse): Promise<void> {
  const left = new Promise<void>((resolve) => response.once("close", resolve));
  response.writeHead(200, { "content-type": streamType[wire] });
  const chunk = frame(wire, "and so on ".repeat(CHUNK_CHARS / 10));
  for (let sent = 0; sent < FLOOD_BYTES && !response.destroyed; sent += chunk.length) {
    if (!response.write(chunk)) await Promise.race([once(response, "drain"), left]);
  }
  const drops = setInterval(() => response.write(frame(wire, "and so on ")), DROP_EVERY_MS);
  await left;
  clearInterval(drops);
}
