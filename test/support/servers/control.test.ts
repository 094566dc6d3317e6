import assert from "node:assert/strict";
import { startScriptedOllama, type ScriptedOllamaProgram } from "../scripted-ollama-cli";

describe("control route", () => {
  let program: ScriptedOllamaProgram;
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(program.control.url + path, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  const ask = () =>
    fetch(`${program.ollama.url}/api/chat`, {
      method: "POST",
      body: JSON.stringify({ model: "llama3.2", messages: [{ role: "user", content: "hi" }], stream: false }),
    });

  before(async () => {
    program = await startScriptedOllama(["--tokens-per-second", "100000", "--first-token", "0", "--load", "0"]);
  });
  after(() => program.stop());

  it("tells the state and the log", async () => {
    assert.equal((await ask()).status, 200);
    const { json } = await control("GET", "/state");
    assert.deepEqual([json["running"], json["loaded"]], [true, ["llama3.2:latest"]]);
    const log = (await control("GET", "/log")).json as unknown as { path: string; outcome: string }[];
    assert.deepEqual(
      log.map((entry) => [entry.path, entry.outcome]),
      [["/api/chat", "completed"]],
    );
  });

  it("switches faults on and off, by JSON and by preset", async () => {
    await control("POST", "/faults", { fault: { kind: "status", status: 503 }, scope: { times: 1 } });
    assert.deepEqual([(await ask()).status, (await ask()).status], [503, 200]);
    await control("POST", "/preset/error");
    assert.equal((await ask()).status, 500);
    await control("DELETE", "/faults");
    assert.equal((await ask()).status, 200);
    await control("POST", "/script", { entries: [{ kind: "status", status: 429 }, { kind: "ok" }] });
    assert.deepEqual([(await ask()).status, (await ask()).status], [429, 200]);
  });

  it("names what is wrong with a wish", async () => {
    assert.match(
      String((await control("POST", "/faults", { fault: { kind: "nonsense" } })).json["error"]),
      /Unknown fault.*kind must be one of/,
    );
    assert.equal((await control("POST", "/nothing")).status, 404);
  });

  it("lets the server die and return, and survives it", async () => {
    await control("POST", "/die");
    await assert.rejects(ask());
    assert.equal((await control("GET", "/state")).json["running"], false);
    await control("POST", "/return");
    assert.equal((await ask()).status, 200);
  });
});
