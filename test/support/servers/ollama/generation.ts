import { planAnswer, writeAnswer } from "../answer-parts";
import { compose, type Message, messagesOf, textOf } from "../conversation";
import { countTokens } from "../markdown-reply";
import type { Exchange } from "../scripted-server";
import { parseKeepAlive } from "./duration";
import { ollamaErrors } from "./error-texts";
import { goJsonProblem } from "./go-json";
import type { OllamaModel } from "./models";
import { goTime, nativeDialect } from "./native-format";
import type { Grant } from "./scheduler";
import type { ScriptedOllama } from "./scripted-ollama";

/** Checks what all native routes check first. Returns undefined after having answered with the error. */
async function modelOf(
  server: ScriptedOllama,
  exchange: Exchange,
  missingIsNotFound: boolean,
): Promise<OllamaModel | undefined> {
  const { json, entry } = exchange;
  const fail = async (status: number, message: string) => {
    await server.fail(exchange, status, message);
    return undefined;
  };
  if (entry.body === "") return fail(400, ollamaErrors.missingBody);
  const problem = goJsonProblem(entry.body, missingIsNotFound ? "GenerateRequest" : "ChatRequest");
  if (!json || problem !== undefined) return fail(400, problem ?? "");
  const { keep_alive: keepAlive } = json;
  if (typeof keepAlive === "string" && parseKeepAlive(keepAlive) === undefined)
    return fail(400, ollamaErrors.duration(keepAlive));
  const name = typeof json["model"] === "string" ? json["model"] : "";
  if (name === "")
    return missingIsNotFound ? fail(404, ollamaErrors.notFound("")) : fail(400, ollamaErrors.modelRequired);
  return server.find(name) ?? (await fail(404, ollamaErrors.notFound(name)));
}

/** What Go's types make of images and of the arguments of calls. */
function messagesProblem(messages: unknown): string | undefined {
  for (const { images, tool_calls: calls } of Array.isArray(messages) ? (messages as Record<string, unknown>[]) : []) {
    for (const image of Array.isArray(images) ? (images as unknown[]) : [])
      if (!/^[\w+/]+=*$/.test(String(image))) return "illegal base64 data at input byte 0";
    for (const { function: called } of Array.isArray(calls) ? (calls as { function?: { arguments?: unknown } }[]) : [])
      if (typeof called?.arguments !== "object")
        return "json: cannot unmarshal string into Go struct field ToolCallFunction.messages.tool_calls.function.arguments of type api.ToolCallFunctionArguments";
  }
  return undefined;
}

function optionsOf(json: Record<string, unknown>): Record<string, unknown> {
  return typeof json["options"] === "object" && json["options"] !== null
    ? (json["options"] as Record<string, unknown>)
    : {};
}

/** Options whose type is looked at. */
const checkedOptions = [
  ["num_ctx", "integer"],
  ["num_predict", "integer"],
  ["temperature", "float32"],
] as const;

/** Tells a client that was not let in why; a client that has gone is told nothing. */
export async function refuse(
  server: ScriptedOllama,
  exchange: Exchange,
  grant: Exclude<Grant, { type: "granted" }>,
): Promise<void> {
  if (grant.type === "busy") return server.fail(exchange, 503, ollamaErrors.busy);
  if (grant.type === "load failed") return server.fail(exchange, 500, grant.message);
}

export const thoughts = ["Let ", "me ", "think ", "about ", "this ", "for ", "a ", "moment. "];

async function generateNative(
  server: ScriptedOllama,
  exchange: Exchange,
  route: "chat" | "generate",
  messages: Message[],
  model: OllamaModel,
): Promise<void> {
  const json = exchange.json ?? {};
  const options = optionsOf(json);
  for (const [option, type] of checkedOptions) {
    if (options[option] !== undefined && typeof options[option] !== "number")
      return server.fail(exchange, 500, ollamaErrors.optionType(option, type));
  }
  const name = String(json["model"]);
  const canThink = model.capabilities.includes("thinking");
  if (json["think"] && !canThink) return server.fail(exchange, 400, ollamaErrors.noThinking(name));
  if (Array.isArray(json["tools"]) && json["tools"].length > 0 && !model.capabilities.includes("tools"))
    return server.fail(exchange, 400, ollamaErrors.noTools(model.name));

  const problem = messagesProblem(json["messages"]);
  if (problem !== undefined) return server.fail(exchange, 400, problem);

  const startedAt = performance.now();
  const keepAliveMs = parseKeepAlive(json["keep_alive"]);
  const empty = messages.every((message) => message.content === "") && messages.length <= 1;
  if (empty && keepAliveMs === 0) {
    server.scheduler.unload(model.name);
    return sendEmpty(server, exchange, route, name, "unload");
  }
  const contextLength = typeof options["num_ctx"] === "number" ? options["num_ctx"] : undefined;
  const grant = await server.scheduler.acquire(model, keepAliveMs, contextLength, exchange.signal);
  if (grant.type !== "granted") return refuse(server, exchange, grant);
  try {
    if (empty) return await sendEmpty(server, exchange, route, name, "load");
    const thinking = canThink && json["think"] !== false;
    const maxTokens = typeof options["num_predict"] === "number" ? options["num_predict"] : undefined;
    // What is longer than the context is left out, and nothing says so.
    const sentTokens = countTokens(messages.map((message) => message.content).join("\n"));
    const promptTokens = Math.min(sentTokens, grant.resident.contextLength);
    const plan = planAnswer(compose(server, name, messages), promptTokens, exchange.faults, {
      maxTokens,
      tools: json["tools"],
      ...(thinking && { thinking: thoughts }),
    });
    const stream = json["stream"] !== false;
    const dialect = nativeDialect(route, name, { startedAt, loadMs: grant.loadedForMs });
    // Without a stream an error has its real status: nothing has been sent yet.
    const answer = writeAnswer(dialect, plan, stream, exchange.faults);
    await server.answer(exchange, plan.error && !stream ? { ...answer, status: 500 } : answer);
  } finally {
    grant.release();
  }
}

/** The answer to an empty prompt: the model is loaded or unloaded, nothing is generated. */
function sendEmpty(
  server: ScriptedOllama,
  exchange: Exchange,
  route: "chat" | "generate",
  model: string,
  reason: "load" | "unload",
): Promise<void> {
  const content = route === "chat" ? { message: { role: "assistant", content: "" } } : { response: "" };
  return server.reply(exchange, 200, { model, created_at: goTime(), ...content, done: true, done_reason: reason });
}

export async function chat(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const model = await modelOf(server, exchange, false);
  if (model) await generateNative(server, exchange, "chat", messagesOf(exchange.json?.["messages"]), model);
}

export async function generate(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const model = await modelOf(server, exchange, true);
  if (model)
    await generateNative(
      server,
      exchange,
      "generate",
      [{ role: "user", content: textOf(exchange.json?.["prompt"]) }],
      model,
    );
}
