import { planAnswer, writeAnswer } from "../answer-parts";
import { compose, messagesOf } from "../conversation";
import { countTokens } from "../markdown-reply";
import type { Exchange } from "../scripted-server";
import { compatDialect, compatError } from "./compat-format";
import { ollamaErrors } from "./error-texts";
import { goJsonProblem } from "./go-json";
import { refuse, thoughts } from "./generation";
import { tagEntry, type OllamaModel } from "./models";
import type { ScriptedOllama } from "./scripted-ollama";

/** What the layer that reads OpenAI's format refuses has another label than what Ollama refuses behind it. */
const misread = (server: ScriptedOllama, exchange: Exchange, message: string): Promise<void> =>
  server.reply(exchange, 400, compatError(400, message), { "content-type": "application/json; charset=utf-8" });

/** Ollama's /v1/chat/completions: no keep_alive and no context length there. */
export async function compatChat(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const { json, entry } = exchange;
  const problem = entry.body === "" ? "EOF" : goJsonProblem(entry.body, "openai.ChatCompletionRequest");
  if (!json || problem !== undefined) return misread(server, exchange, problem ?? "");
  const messages = messagesOf(json["messages"]);
  if (messages.length === 0) return misread(server, exchange, "[] is too short - 'messages'");
  const name = typeof json["model"] === "string" ? json["model"] : "";
  if (name === "") return server.fail(exchange, 400, ollamaErrors.modelRequired);
  const model = server.find(name);
  if (!model) return server.fail(exchange, 404, ollamaErrors.notFound(name));

  const grant = await server.scheduler.acquire(model, undefined, undefined, exchange.signal);
  if (grant.type !== "granted") return refuse(server, exchange, grant);
  try {
    const includeUsage = (json["stream_options"] as { include_usage?: unknown } | undefined)?.include_usage === true;
    const maxTokens = [json["max_tokens"], json["max_completion_tokens"]].find((value) => typeof value === "number");
    const sentTokens = countTokens(messages.map((message) => message.content).join("\n"));
    const promptTokens = Math.min(sentTokens, grant.resident.contextLength);
    const thinking = model.capabilities.includes("thinking") ? { thinking: thoughts } : {};
    const plan = planAnswer(compose(server, name, messages), promptTokens, exchange.faults, { maxTokens, ...thinking });
    // On /v1 streaming is asked for; natively it is the default.
    const stream = json["stream"] === true;
    const answer = writeAnswer(compatDialect(name, includeUsage), plan, stream, exchange.faults);
    await server.answer(exchange, plan.error && !stream ? { ...answer, status: 500 } : answer);
  } finally {
    grant.release();
  }
}

const asJson = { "content-type": "application/json" };
const compatModel = (entry: OllamaModel): object => ({
  id: entry.name,
  object: "model",
  created: Math.floor(Date.parse(String(tagEntry(entry)["modified_at"])) / 1000),
  owned_by: "library",
});

export function compatModels(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const data = [...server.models.values()].map(compatModel);
  return server.reply(exchange, 200, { object: "list", data }, asJson);
}

/** One model, by the name at the address's end. */
export function compatModelNamed(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const name = decodeURIComponent(exchange.route.slice("/v1/models/".length));
  const found = server.find(name);
  return found
    ? server.reply(exchange, 200, { ...compatModel(found), id: name }, asJson)
    : server.fail(exchange, 404, ollamaErrors.notFound(name));
}
