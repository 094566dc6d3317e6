import { planAnswer, writeAnswer } from "../answer-parts";
import { compose, messagesOf } from "../conversation";
import { countTokens } from "../markdown-reply";
import type { Exchange } from "../scripted-server";
import { compatDialect } from "./compat-format";
import { ollamaErrors } from "./error-texts";
import { refuse, thoughts } from "./generation";
import type { ScriptedOllama } from "./scripted-ollama";

/** Ollama's /v1/chat/completions: no keep_alive and no context length there. */
export async function compatChat(server: ScriptedOllama, exchange: Exchange): Promise<void> {
  const { json, entry } = exchange;
  if (entry.body === "") return server.fail(exchange, 400, "EOF");
  if (!json)
    return server.fail(
      exchange,
      400,
      `invalid character '${entry.body.trim()[0] ?? ""}' looking for beginning of value`,
    );
  const messages = messagesOf(json["messages"]);
  if (messages.length === 0) return server.fail(exchange, 400, "[] is too short - 'messages'");
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
