import type { Part } from "../playback";
import type { Exchange } from "../scripted-server";
import { pause } from "../waiting";
import { ollamaErrors } from "./error-texts";
import { goJsonProblem } from "./go-json";
import { digestOf, model, showEntry, tagEntry, withTag } from "./models";
import type { ScriptedOllama } from "./scripted-ollama";

/** /api/tags: newest first. */
export function listModels(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const newestFirst = [...server.models.values()].sort((a, b) => Date.parse(b.modifiedAt) - Date.parse(a.modifiedAt));
  return server.reply(exchange, 200, { models: newestFirst.map(tagEntry) });
}

/** The model a request names in `model` or, in the older form, `name`. */
function nameOf({ json }: Exchange): string {
  const name = json?.["model"] ?? json?.["name"];
  return typeof name === "string" ? name : "";
}

function bodyProblem({ entry }: Exchange, type: string): string | undefined {
  return entry.body === "" ? ollamaErrors.missingBody : goJsonProblem(entry.body, type);
}

export function show(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const problem = bodyProblem(exchange, "ShowRequest");
  if (problem !== undefined) return server.fail(exchange, 400, problem);
  const name = nameOf(exchange);
  if (name === "") return server.fail(exchange, 400, ollamaErrors.modelRequired);
  const found = server.find(name);
  return found
    ? server.reply(exchange, 200, showEntry(found))
    : server.fail(exchange, 404, ollamaErrors.notFound(name));
}

export function remove(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const problem = bodyProblem(exchange, "DeleteRequest");
  if (problem !== undefined) return server.fail(exchange, 400, problem);
  const name = nameOf(exchange);
  if (name === "") return server.fail(exchange, 400, ollamaErrors.badName(name));
  const found = server.find(name);
  if (!found) return server.fail(exchange, 404, ollamaErrors.notFound(name));
  server.scheduler.unload(found.name);
  server.models.delete(found.name);
  return server.bare(exchange, 200);
}

const pullSteps = 20;

/**
 * /api/pull: progress as NDJSON, and the model is installed afterwards. A name that begins with `missing` is one the registry does not know, one
 * that names a registry of its own is of one that cannot be reached: Ollama tells both inside a 200.
 */
export async function pull(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const problem = bodyProblem(exchange, "PullRequest");
  if (problem !== undefined) return server.fail(exchange, 400, problem);
  const name = nameOf(exchange);
  if (name === "") return server.fail(exchange, 400, ollamaErrors.invalidName);
  const pulled = model(name, { modifiedAt: new Date().toISOString() });
  const digest = `sha256:${digestOf(pulled.name)}`;
  const layer = `pulling ${digest.slice(7, 19)}`;
  const lines: object[] = [{ status: "pulling manifest" }];
  const [host, ...rest] = name.split("/");
  const trouble = name.startsWith("missing")
    ? ollamaErrors.unknownToRegistry
    : rest.length > 0 && /[.:]/.test(host!)
      ? ollamaErrors.registryRefused(host!, rest.join("/"))
      : undefined;
  if (trouble !== undefined) lines.push({ error: trouble });
  else {
    for (let step = 1; step <= pullSteps; step++)
      lines.push({
        status: layer,
        digest,
        total: pulled.size,
        completed: Math.round((pulled.size * step) / pullSteps),
      });
    for (const status of ["verifying sha256 digest", "writing manifest", "success"]) lines.push({ status });
  }
  if (exchange.json?.["stream"] === false) {
    await pause(server.pullMs, exchange.signal);
    if (exchange.signal.aborted) return;
    if (trouble !== undefined)
      return server.reply(exchange, 500, { error: trouble }, { "content-type": "application/json" });
    server.install(pulled);
    return server.reply(exchange, 200, { status: "success" });
  }
  const perStep = server.pullMs / pullSteps;
  const parts = lines.map((line): Part => ({ data: `${JSON.stringify(line)}\n`, tokens: "completed" in line ? 1 : 0 }));
  exchange.res.once("finish", () => {
    if (trouble === undefined) server.install({ ...pulled, name: withTag(name) });
  });
  const paced: Exchange = {
    ...exchange,
    faults: [
      ...exchange.faults,
      { kind: "pace", firstTokenMs: perStep, tokensPerSecond: 1_000 / Math.max(perStep, 0.01) },
    ],
  };
  await server.answer(paced, {
    status: 200,
    headers: { "content-type": "application/x-ndjson" },
    parts,
    tokenCount: pullSteps,
    stream: true,
  });
}
