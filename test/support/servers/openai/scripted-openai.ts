import { conversationProblem } from "./conversation-problem";
import { planAnswer, writeAnswer } from "../answer-parts";
import { compose, messagesOf } from "../conversation";
import { countTokens, markdownReply, type Reply } from "../markdown-reply";
import { type Exchange, ScriptedServer, type ServerOptions } from "../scripted-server";
import { type Flavour, type FlavourName, flavours, sseDialect } from "./flavours";

export interface OpenAiOptions extends ServerOptions {
  /** Whose manners to have: `openai` by default. */
  flavour?: FlavourName;
  /** Single traits in place of the flavour's. */
  traits?: Partial<Flavour>;
  /** Without it any key, and none, is accepted. */
  apiKey?: string;
  /** Served models; a request for another one is a 404. The flavour's own by default, and then any name is served. */
  models?: readonly string[];
  reply?: Reply;
}

/** An OpenAI-compatible server: a cloud, a gateway or a local one, with faults on demand. `baseUrl` is what a client is configured with. */
export class ScriptedOpenAi extends ScriptedServer {
  readonly flavour: Flavour;
  replyText: Reply;
  /** Undefined: any key and none. May be changed while the server runs. */
  apiKey: string | undefined;
  readonly models: string[];
  readonly #anyModel: boolean;

  private constructor(options: OpenAiOptions) {
    super(options);
    this.flavour = { ...flavours[options.flavour ?? "openai"], ...options.traits };
    this.replyText = options.reply ?? markdownReply;
    this.apiKey = options.apiKey;
    this.models = [...(options.models ?? this.flavour.models)];
    this.#anyModel = options.models === undefined;
  }

  static start(options: OpenAiOptions = {}): Promise<ScriptedOpenAi> {
    return new ScriptedOpenAi(options).start();
  }

  /** The URL an endpoint is configured with, such as `http://127.0.0.1:4000/v1`. */
  get baseUrl(): string {
    return this.url + this.flavour.basePath;
  }

  protected override generates(route: string): boolean {
    return route === `${this.flavour.basePath}/chat/completions`;
  }

  protected override async handle(exchange: Exchange): Promise<void> {
    const flavour = this.flavour;
    const small = flavour.small[exchange.route];
    if (small) return this.send(exchange, small.status, small.body);
    if (exchange.route === `${flavour.basePath}/models` && exchange.req.method === "GET")
      return this.#authorized(exchange) ? this.#listModels(exchange) : this.#reject(exchange);
    if (!this.generates(exchange.route) || exchange.req.method !== "POST")
      return this.send(exchange, flavour.unknownRoute.status, flavour.unknownRoute.body);
    return this.#authorized(exchange) ? this.#chat(exchange) : this.#reject(exchange);
  }

  #authorized({ req }: Exchange): boolean {
    return this.apiKey === undefined || req.headers.authorization === `Bearer ${this.apiKey}`;
  }

  #reject(exchange: Exchange): Promise<void> {
    return this.send(exchange, this.flavour.auth.status, this.flavour.auth.body ?? "");
  }

  #listModels(exchange: Exchange): Promise<void> {
    const created = 1_715_367_049;
    return this.send(exchange, 200, {
      object: "list",
      data: this.models.map((id) => ({ id, object: "model", created, owned_by: this.flavour.ownedBy })),
    });
  }

  #chat(exchange: Exchange): Promise<void> {
    const { json, faults } = exchange;
    if (!json) return this.send(exchange, this.flavour.badJson.status, this.flavour.badJson.body);
    const model = typeof json["model"] === "string" ? json["model"] : "";
    const messages = messagesOf(json["messages"]);
    const invalid = (status: number, message: string, code: string | null) =>
      this.send(exchange, status, { error: { message, type: "invalid_request_error", param: null, code } });
    if (model === "") return invalid(400, "you must provide a model parameter", null);
    if (messages.length === 0)
      return invalid(400, "Invalid 'messages': empty array. Expected an array with minimum length 1.", "empty_array");
    if (!this.#anyModel && !this.models.includes(model))
      return invalid(404, `The model \`${model}\` does not exist or you do not have access to it.`, "model_not_found");

    const problem = conversationProblem(json);
    if (problem !== undefined) return invalid(400, problem, null);
    const stream = json["stream"] === true;
    const includeUsage = (json["stream_options"] as { include_usage?: unknown } | undefined)?.include_usage === true;
    const maxTokens = [json["max_completion_tokens"], json["max_tokens"]].find((value) => typeof value === "number");
    const promptTokens = countTokens(messages.map((message) => message.content).join("\n"));
    const plan = planAnswer(compose(this, model, messages), promptTokens, faults, { maxTokens, tools: json["tools"] });
    return this.play(
      exchange,
      writeAnswer(sseDialect(this.flavour, model, includeUsage), plan, stream, faults, this.flavour.headers),
    );
  }
}
