import * as v from "valibot";
import type { CancelSignal } from "../../async/cancel-signal";
import { isWebPage } from "../../failure/web-page";
import { parseAddress } from "../../foreign/address";
import { MAX_LIST_BYTES } from "../../model/limits";
import type { TransportResponse } from "../../ports/transport";
import type { EndpointConfig } from "../../model/endpoint";
import type { AnswerEnd, AnswerPiece, ChatCall, EndpointClient, ListedModel, ProbeResult } from "../client";
import type { ApiAddress } from "../wire/api-address";
import type { ClientDeps } from "../deps";
import { exchangeChat, type ChatFormat } from "../answer/chat-exchange";
import { insteadOf } from "../message/schema-refusal";
import { HttpApi, type ApiCall } from "../wire/http-api";
import { chosen, explained, look } from "../wire/look";
import { leaveUnread, readSome } from "../wire/read-body";
import { malformed } from "../wire/unusable-answer";
import { AnthropicLimits } from "./anthropic-limits";
import { isListed, knownModels, noModelListed } from "./anthropic-models";
import { AnthropicAnswer } from "./anthropic-answer";
import { requestBody } from "./anthropic-request";
import { modelListSchema, type AnthropicModel } from "./anthropic-schemas";
import { anthropicAddress } from "./anthropic-url";

/** Every request names the version of the API that it is written for. */
const API_VERSION = "2023-06-01";
const VERSION_HEADER = "anthropic-version";

/** As many as the API gives at once. */
const MODELS_A_PAGE = "1000";

/** Anthropic's Messages API, and whatever speaks it. */
export class AnthropicClient implements EndpointClient {
  readonly #api: HttpApi;
  readonly #address: ApiAddress;
  readonly #limits = new AnthropicLimits();
  readonly #version: Record<string, string>;
  readonly #config: EndpointConfig;
  readonly #deps: ClientDeps;

  constructor(config: EndpointConfig, deps: ClientDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#address = anthropicAddress(config.url);
    this.#api = new HttpApi(config, deps);
    const own = Object.keys(config.headers ?? {}).some((name) => name.toLowerCase() === VERSION_HEADER);
    this.#version = own ? {} : { [VERSION_HEADER]: API_VERSION };
  }

  get simulated(): boolean {
    return this.#api.simulated;
  }

  chat(call: ChatCall, signal: CancelSignal, onPiece: (piece: AnswerPiece) => void): Promise<AnswerEnd> {
    return exchangeChat(this.#api, this.#format, call, signal, onPiece);
  }

  checkLive(signal: CancelSignal): Promise<ProbeResult> {
    return look(signal, async () => {
      const { response, ...found } = await this.#reach(signal);
      // For this the list need not be read.
      if (response) leaveUnread(response.body);
      return found;
    });
  }

  probe(asked: string | undefined, signal: CancelSignal): Promise<ProbeResult> {
    return look(signal, async () => {
      const { response, ...found } = await this.#reach(signal);
      const wanted = asked ?? this.#config.model;
      const list = response && (await this.#read(response, signal));
      if (!list) return { ...found, ...(wanted !== undefined && { model: wanted }) };
      const models = list.map(({ id }) => id);
      // A name that is not listed may still be one that the API takes for another.
      return {
        ...found,
        ...chosen(models, wanted, noModelListed(this.#config.url), (model) => isListed(models, model)),
      };
    });
  }

  /** The newest model, which is the first of the list. */
  async resolveModel(signal: CancelSignal): Promise<string> {
    if (this.#config.model) return this.#config.model;
    const [first] = await this.listModels(signal);
    if (!first) throw noModelListed(this.#config.url);
    return first.name;
  }

  async listModels(signal: CancelSignal): Promise<ListedModel[]> {
    const list = await this.#read(await this.#api.ok(this.#models, signal), signal);
    if (!list) throw malformed(this.#api.context(undefined));
    return list.map(({ id }) => ({ name: id }));
  }

  isWarm(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** All of the list in one page. */
  get #models(): ApiCall {
    const list = parseAddress(this.#address.at("v1/models"));
    list?.searchParams.set("limit", MODELS_A_PAGE);
    return { method: "GET", url: list?.href ?? this.#config.url, headers: this.#version };
  }

  /** A limit that a refusal names is kept. */
  get #format(): ChatFormat {
    return {
      schemas: "all",
      request: (call) => ({
        method: "POST",
        url: this.#address.at("v1/messages"),
        json: requestBody(call, this.#limits.of(call)),
        headers: { ...this.#version, accept: call.stream ? "text/event-stream" : "application/json" },
        model: call.model,
      }),
      mend: (call, status, refusal) => {
        if (status !== 400) return undefined;
        const tools = insteadOf(call.tools, refusal);
        return tools ? { ...call, tools } : this.#limits.learn(call, refusal);
      },
      answer: () => new AnthropicAnswer(),
    };
  }

  /** The cheapest question that tells whether the API answers; with the answer, where that is the list of models. */
  async #reach(signal: CancelSignal): Promise<ProbeResult & { response?: TransportResponse }> {
    const response = await this.#api.send(this.#models, signal);
    const { status } = response;
    if (status >= 200 && status < 300 && !isWebPage(response.headers, "")) return { live: true, response };
    const text = await readSome(response.body, this.#deps.clock, signal);
    const failure = this.#api.classify(response, text, this.#config.model);
    if (isWebPage(response.headers, text)) return { live: false, ...explained(failure) };
    // Refusing this caller is a sign of life, and so is a gateway's word that it has no such list; a broken gateway is none.
    return { live: (status >= 400 && status < 500) || status === 501, ...explained(failure) };
  }

  /** The models of the list, newest first; undefined where it is none. */
  async #read(response: TransportResponse, signal: CancelSignal): Promise<AnthropicModel[] | undefined> {
    const list = v.safeParse(modelListSchema, await this.#api.parse(response, undefined, MAX_LIST_BYTES, signal));
    if (!list.success) return undefined;
    const models = knownModels(list.output.data);
    this.#limits.learnFromList(models);
    return models;
  }
}
