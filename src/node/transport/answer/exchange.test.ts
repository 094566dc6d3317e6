import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { Cancellation } from "../base/cancellation";
import { Connection } from "../connect/connection";
import { exchange, StaleConnectionError } from "./exchange";

describe("a kept connection whose idle time is up just as it is used again", () => {
  const request = { method: "GET", path: "/", headers: {}, body: undefined, reset: false };

  it("is dead before any byte of an answer, and so replaced", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const connection = new Connection("key", `http://127.0.0.1:${port}`, socket);
    connection.reused = true;
    const cancellation = new Cancellation(new AbortController().signal);
    const answer = exchange(connection, "127.0.0.1", request, cancellation, () => assert.fail("it was not replaced"));
    // What the pool does once the socket has closed.
    connection.close();
    await assert.rejects(answer, StaleConnectionError);
    cancellation.close();
    server.close();
  });
});
