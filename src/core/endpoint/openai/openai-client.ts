import * as v from "valibot";
import type { CancelSignal } from "../../async/cancel-signal";
import { isWebPage } from "../../failure/classify-response";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import { MAX_LIST_BYTES, MAX_WHOLE_ANSWER_BYTES } from "../../model/limits";
import type { TransportResponse } from "../../ports/transport";
import type { EndpointConfig } from "../../model/endpoint";
import type { ApiAddress } from "../wire/api-address";
import type { AnswerEnd, AnswerPiece, ChatCall, EndpointClient, ListedModel, ProbeResult } from "../client";
import type { ClientDeps } from "../deps";
import { HttpApi, type ApiCall } from "../wire/http-api";
import { isStream } from "../wire/is-stream";
import { explained, look } from "../wire/look";
import { chatModels, knownModels, isListed, noModelLoaded } from "./openai-models";
import { OpenAiQuirks } from "./openai-quirks";
import { OpenAiReader } from "./openai-reader";
import { modelListSchema } from "./openai-schemas";
import { healthUrl, openAiAddress } from "./openai-url";
import { leaveUnread, readSome } from "../wire/read-body";
import { malformed, streamAnswer, wholeAnswer } from "../wire/stream-answer";

/** One call is sent at most so often: once, and once more for each thing the server does not know. */
const mostSends = 4;

/** Any server with OpenAI's chat completions: OpenAI, OpenRouter, Groq, Gemini, vLLM, LiteLLM, llama.cpp, LM Studio. */
export class OpenAiClient implements EndpointClient {
  readonly #api: HttpApi;
  readonly #address: ApiAddress;
  readonly #quirks = new OpenAiQuirks();
  readonly #config: EndpointConfig;
  readonly #deps: ClientDeps;

  constructor(config: EndpointConfig, deps: ClientDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#address = openAiAddress(config.url);
    this.#api = new HttpApi(config, deps);
  }

  get simulated(): boolean {
    return this.#api.simulated;
  }

  async chat(call: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd> {
    const context = this.#api.context(call.model);
    const response = await this.#send(call, signal);
    const reader = new OpenAiReader(context);
    if (isStream(response, call.stream))
      return await streamAnswer(response.body, reader, this.#deps.clock, context, signal, onPiece);
    reader.take(await this.#api.parse(response, call.model, MAX_WHOLE_ANSWER_BYTES, signal));
    return wholeAnswer(reader, context, onPiece);
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
      const wanted = asked ?? this.#config.model;
      if (!response) return { ...found, ...(wanted !== undefined && { model: wanted }) };
      const list = v.safeParse(modelListSchema, await this.#api.parse(response, undefined, MAX_LIST_BYTES, signal));
      // Servers differ in what they list here: only a model that is listed, or an empty list, tells something.
      if (!list.success) return { ...found, ...(wanted !== undefined && { model: wanted }) };
      const models = chatModels(list.output.data);
      const model = wanted ?? models[0];
      if (model === undefined) return { ...found, models, ready: false, ...explained(noModelLoaded(this.#config.url)) };
      return {
        ...found,
        models,
        model,
        ...(isListed(
          knownModels(list.output.data).map(({ id }) => id),
          model,
        ) && { ready: true }),
      };
    });
  }

  async resolveModel(signal: CancelSignal): Promise<string> {
    if (this.#config.model) return this.#config.model;
    const [first] = await this.listModels(signal);
    if (!first) throw noModelLoaded(this.#config.url);
    return first.name;
  }

  async listModels(signal: CancelSignal): Promise<ListedModel[]> {
    const list = v.safeParse(modelListSchema, await this.#api.json(this.#models, MAX_LIST_BYTES, signal));
    if (!list.success) throw malformed(this.#api.context(undefined));
    return chatModels(list.output.data).map((name) => ({ name }));
  }

  isWarm(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  get #models(): ApiCall {
    return { method: "GET", url: this.#address.at("models") };
  }

  /** A refusal that only names an option the server does not know is answered by leaving it out, within the same attempt. */
  async #send(call: ChatCall, signal: CancelSignal): Promise<TransportResponse> {
    const headers = { accept: call.stream ? "text/event-stream" : "application/json" };
    for (let sends = 1; ; sends++) {
      const response = await this.#api.send(
        {
          method: "POST",
          url: this.#address.at("chat/completions"),
          json: this.#quirks.body(call),
          headers,
          model: call.model,
        },
        signal,
      );
      if (response.status >= 200 && response.status < 300 && !isWebPage(response.headers, "")) return response;
      const text = await readSome(response.body, this.#deps.clock, signal);
      const learnt =
        (response.status === 400 || response.status === 422) && sends < mostSends && this.#quirks.learn(call, text);
      if (!learnt) throw this.#api.classify(response, text, call.model);
    }
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
    const live = status >= 400 && status < 500;
    const unusable = failure.kind === "auth" || failure.kind === "quota";
    return { live, ...(live && unusable && { ready: false }), ...explained(failure) };
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
