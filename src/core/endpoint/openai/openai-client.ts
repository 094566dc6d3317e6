import * as v from "valibot";
import type { CancelSignal } from "../../async/cancel-signal";
import { isWebPage } from "../../failure/web-page";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import { MAX_LIST_BYTES } from "../../model/limits";
import type { TransportResponse } from "../../ports/transport";
import type { EndpointConfig } from "../../model/endpoint";
import type { ApiAddress } from "../wire/api-address";
import type { AnswerEnd, AnswerPiece, ChatCall, EndpointClient, ListedModel, ProbeResult } from "../client";
import type { ClientDeps } from "../deps";
import { exchangeChat, type ChatFormat } from "../answer/chat-exchange";
import { HttpApi, type ApiCall } from "../wire/http-api";
import { chosen, explained, look } from "../wire/look";
import { LoadedModels } from "./loaded-models";
import { chatModels, knownModels, isListed, noModelLoaded } from "./openai-models";
import { OpenAiQuirks } from "./openai-quirks";
import { OpenAiAnswer } from "./openai-answer";
import { modelListSchema } from "./openai-schemas";
import { deploymentOf, healthUrl, modelsUrl, openAiAddress } from "./openai-url";
import { estimatedTokens, wasCut } from "../wire/prompt-cut";
import { leaveUnread, readSome } from "../wire/read-body";
import { malformed } from "../wire/unusable-answer";

/** Any server with OpenAI's chat completions: OpenAI, OpenRouter, Groq, Gemini, vLLM, LiteLLM, llama.cpp, LM Studio. */
export class OpenAiClient implements EndpointClient {
  readonly #api: HttpApi;
  readonly #address: ApiAddress;
  readonly #quirks = new OpenAiQuirks();
  readonly #config: EndpointConfig;
  readonly #deps: ClientDeps;
  readonly #loadedModels: LoadedModels;

  constructor(config: EndpointConfig, deps: ClientDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#address = openAiAddress(config.url);
    this.#api = new HttpApi(config, deps);
    this.#loadedModels = new LoadedModels(this.#api, this.#address);
  }

  get simulated(): boolean {
    return this.#api.simulated;
  }

  async chat(call: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd> {
    const end = await exchangeChat(this.#api, this.#format, call, signal, onPiece);
    const cut = wasCut(estimatedTokens(call.messages), end.usage?.promptTokens ?? 0);
    return cut ? { ...end, promptTruncated: true } : end;
  }

  checkLive(signal: CancelSignal): Promise<ProbeResult> {
    return look(signal, async () => {
      const { response, ...found } = await this.#reach(signal);
      // The list may be long, and for this it need not be read.
      if (response) leaveUnread(response.body);
      return found;
    });
  }

  probe(asked: string | undefined, signal: CancelSignal): Promise<ProbeResult> {
    return look(signal, async () => {
      const { response, ...found } = await this.#reach(signal);
      const wanted = asked ?? this.#ownModel;
      if (!response) return { ...found, ...(wanted !== undefined && { model: wanted }) };
      const list = v.safeParse(modelListSchema, await this.#api.parse(response, undefined, MAX_LIST_BYTES, signal));
      // Servers differ in what they list here: only a model that is listed, or an empty list, tells something.
      if (!list.success) return { ...found, ...(wanted !== undefined && { model: wanted }) };
      const known = knownModels(list.output.data).map(({ id }) => id);
      const models = chatModels(list.output.data);
      return {
        ...found,
        ...chosen(models, wanted, noModelLoaded(this.#config.url), (model) => isListed(known, model)),
      };
    });
  }

  async resolveModel(signal: CancelSignal): Promise<string> {
    if (this.#ownModel) return this.#ownModel;
    const [first] = await this.listModels(signal);
    if (!first) throw noModelLoaded(this.#config.url);
    return first.name;
  }

  async listModels(signal: CancelSignal): Promise<ListedModel[]> {
    const list = v.safeParse(modelListSchema, await this.#api.json(this.#models, MAX_LIST_BYTES, signal));
    if (!list.success) throw malformed(this.#api.context(undefined));
    return chatModels(list.output.data).map((name) => ({ name }));
  }

  isWarm(model: string, signal: CancelSignal): Promise<boolean | undefined> {
    return this.#loadedModels.isLoaded(model, signal);
  }

  /** What the settings name, or the address itself. */
  get #ownModel(): string | undefined {
    return this.#config.model ?? deploymentOf(this.#address);
  }

  get #models(): ApiCall {
    return { method: "GET", url: modelsUrl(this.#address) };
  }

  /** An option that the server does not know is left out. */
  get #format(): ChatFormat {
    return {
      schemas: "all",
      request: (call) => ({
        method: "POST",
        url: this.#address.at("chat/completions"),
        json: this.#quirks.body(call),
        headers: { accept: call.stream ? "text/event-stream" : "application/json" },
        model: call.model,
      }),
      mend: (call, status, refusal) =>
        (status === 400 || status === 422) && this.#quirks.learn(call, refusal) ? call : undefined,
      answer: () => new OpenAiAnswer(),
    };
  }

  /** The cheapest question that tells whether the server answers; with the answer, where that is the list of models. */
  async #reach(signal: CancelSignal): Promise<ProbeResult & { response?: TransportResponse }> {
    const response = await this.#api.send(this.#models, signal);
    const { status } = response;
    if (status >= 200 && status < 300 && !isWebPage(response.headers, "")) return { live: true, response };
    const text = await readSome(response.body, this.#deps.clock, signal);
    const failure = this.#api.classify(response, text, this.#config.model);
    if (failure.details.loading) return { live: true, ready: false, ...explained(failure) };
    if (isWebPage(response.headers, text)) return { live: false, ...explained(failure) };
    if (status === 404 || status === 405 || status === 501) return this.#health(failure, signal);
    // Refusing this caller is a sign of life; a broken gateway is none.
    return { live: status >= 400 && status < 500, ...explained(failure) };
  }

  /** An API need not have a route for looks, so that it says so is a sign of life too. @param failure what it said about the list of models */
  async #health(failure: EndpointFailure, signal: CancelSignal): Promise<ProbeResult> {
    const response = await this.#api.send({ method: "GET", url: healthUrl(this.#address) }, signal);
    const text = await readSome(response.body, this.#deps.clock, signal);
    if (response.status === 200)
      return isWebPage(response.headers, text) ? { live: true, ...explained(failure) } : { live: true };
    const health = this.#api.classify(response, text, this.#config.model);
    return { live: true, ...(health.details.loading ? { ready: false, ...explained(health) } : explained(failure)) };
  }
}
