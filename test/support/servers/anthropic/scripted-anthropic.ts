import { planAnswer, writeAnswer } from "../answer-parts";
import { compose, messagesOf, textOf } from "../conversation";
import type { Fault } from "../fault";
import { countTokens, markdownReply, type Reply } from "../markdown-reply";
import { type Exchange, ScriptedServer, type ServerOptions } from "../scripted-server";
import { messagesDialect } from "./dialect";
import { anthropicErrors } from "./errors";
import { toolsProblem } from "./tools-problem";

export interface AnthropicOptions extends ServerOptions {
  /** Without it any key, and none, is accepted. */
  apiKey?: string;
  /** Listed models, newest first; a request for another one is a 404. The current ones by default, and then any name is served. */
  models?: readonly string[];
  /** The longest answer of every model, in tokens. */
  mostTokens?: number;
  reply?: Reply;
}

const MODELS = ["claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001"];
const HEADERS = {
  "request-id": "req_011CSHoEeqs5C35K2UUqR7Fy",
  "anthropic-ratelimit-requests-limit": "50",
  "anthropic-ratelimit-requests-remaining": "49",
};

/** Anthropic's Messages API with faults on demand, as strict about a request as the real one. */
export class ScriptedAnthropic extends ScriptedServer {
  replyText: Reply;
  /** Undefined: any key and none. May be changed while the server runs. */
  apiKey: string | undefined;
  readonly models: string[];
  readonly #anyModel: boolean;
  readonly #mostTokens: number;

  private constructor(options: AnthropicOptions) {
    super(options);
    this.replyText = options.reply ?? markdownReply;
    this.apiKey = options.apiKey;
    this.models = [...(options.models ?? MODELS)];
    this.#anyModel = options.models === undefined;
    this.#mostTokens = options.mostTokens ?? 64_000;
  }

  static start(options: AnthropicOptions = {}): Promise<ScriptedAnthropic> {
    return new ScriptedAnthropic(options).start();
  }

  /** What an endpoint is configured with. */
  get baseUrl(): string {
    return this.url;
  }

  protected override generates(route: string): boolean {
    return route === "/v1/messages";
  }

  protected override async handle(exchange: Exchange): Promise<void> {
    const { req, route } = exchange;
    const lists = route === "/v1/models" && req.method === "GET";
    if (!lists && !(this.generates(route) && req.method === "POST"))
      return this.#refuse(exchange, anthropicErrors.unknownRoute);
    if (this.apiKey !== undefined && req.headers["x-api-key"] !== this.apiKey)
      return this.#refuse(exchange, anthropicErrors.auth);
    if (req.headers["anthropic-version"] === undefined)
      return this.#invalid(exchange, "anthropic-version: header is required");
    return lists ? this.#list(exchange) : this.#messages(exchange);
  }

  #refuse(exchange: Exchange, { status, body, headers }: Extract<Fault, { kind: "status" }>): Promise<void> {
    return this.send(exchange, status, body, headers);
  }

  #invalid(exchange: Exchange, message: string): Promise<void> {
    return this.send(exchange, 400, { type: "error", error: { type: "invalid_request_error", message } });
  }

  #list(exchange: Exchange): Promise<void> {
    const data = this.models.map((id) => ({
      type: "model",
      id,
      display_name: id,
      created_at: "2025-09-29T00:00:00Z",
      max_input_tokens: 200_000,
      max_tokens: this.#mostTokens,
    }));
    return this.send(exchange, 200, {
      data,
      has_more: false,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
    });
  }

  #messages(exchange: Exchange): Promise<void> {
    const { json, faults } = exchange;
    const model = json?.["model"];
    const maxTokens = json?.["max_tokens"];
    const messages = messagesOf(json?.["messages"]);
    if (typeof model !== "string") return this.#invalid(exchange, "model: Field required");
    if (typeof maxTokens !== "number") return this.#invalid(exchange, "max_tokens: Field required");
    const problem = problemOf(messages.map(saidIn(json?.["messages"])), json?.["temperature"]);
    const toolProblem = problem ?? toolsProblem(json?.["messages"], json?.["tools"]);
    if (toolProblem !== undefined) return this.#invalid(exchange, toolProblem);
    if (!this.#anyModel && !this.models.includes(model))
      return this.#refuse(exchange, anthropicErrors.modelMissing(model));
    if (maxTokens > this.#mostTokens)
      return this.#refuse(exchange, anthropicErrors.maxTokens(maxTokens, this.#mostTokens));

    const promptTokens = countTokens([textOf(json?.["system"]), ...messages.map(({ content }) => content)].join("\n"));
    const plan = planAnswer(compose(this, model, messages), promptTokens, faults, {
      maxTokens,
      tools: json?.["tools"],
    });
    return this.play(
      exchange,
      writeAnswer(messagesDialect(model, promptTokens), plan, json?.["stream"] === true, faults, HEADERS),
    );
  }
}

/** A message without text says something all the same where it has other blocks. */
const saidIn =
  (given: unknown) =>
  (message: { role: string; content: string }, index: number): { role: string; content: string } => {
    const content = (given as { content?: unknown }[])[index]?.content;
    const others = Array.isArray(content) && content.some(({ type }: { type?: unknown }) => type !== "text");
    return others && message.content === "" ? { ...message, content: "[blocks]" } : message;
  };

/** What the API finds wrong with a conversation. */
function problemOf(messages: { role: string; content: string }[], temperature: unknown): string | undefined {
  if (messages.length === 0) return "messages: at least one message is required";
  const role = messages.find((message) => message.role !== "user" && message.role !== "assistant")?.role;
  if (role === "system")
    return 'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.';
  if (role !== undefined) return `messages: Unexpected role "${role}".`;
  if (messages[0]?.role !== "user") return 'messages: first message must use the "user" role';
  if (messages.some(({ role: one }, index) => one === messages[index - 1]?.role))
    return 'messages: roles must alternate between "user" and "assistant", but found multiple "user" roles in a row';
  if (messages.some(({ content }) => content.trim() === "")) return "messages: text content blocks must be non-empty";
  const last = messages.at(-1)!;
  if (last.role === "assistant" && last.content !== last.content.trimEnd())
    return "messages: final assistant content cannot end with trailing whitespace";
  if (typeof temperature === "number" && temperature > 1) return "temperature: range: 0..1";
  return undefined;
}
