import assert from "node:assert/strict";
import { noProcessHold } from "../ports/process-hold";
import { OllamaClient } from "../endpoint/ollama/ollama-client";
import { heldClient } from "./held-client";

describe("a client that keeps the process while somebody waits for it", () => {
  it("can do all that the client itself can", () => {
    const deps = {
      transport: { request: () => Promise.reject(new Error("unused")), dispose: () => Promise.resolve() },
    };
    const client = new OllamaClient({ id: "o", type: "ollama", url: "http://localhost:11434" }, deps as never);
    const methods = Object.getOwnPropertyNames(OllamaClient.prototype).filter((name) => name !== "constructor");
    const held = heldClient(client, noProcessHold, () => undefined);
    assert.deepEqual(
      methods.filter((name) => !(name in held)),
      [],
    );
  });
});
