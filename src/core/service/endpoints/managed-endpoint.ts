import { CancelSource, type CancelSignal } from "../../async/cancel-signal";
import type { CircuitBreaker } from "../../breaker/circuit-breaker";
import type { Clock } from "../../ports/clock";
import { hostOf, isLoopback } from "../../endpoint/address";
import type { EndpointClient, ProbeResult } from "../../endpoint/client";
import { sameModel } from "../../endpoint/ollama/ollama-url";
import { shownUrl } from "../../foreign/shown-url";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import { leaving } from "../../failure/local-only";
import type { Verdict } from "../../failure/verdict";
import { typeInfo } from "../../model/endpoint-types";
import { LocalOnly } from "../local-only/local-only";
import { Abilities } from "./known/abilities";
import { Answers } from "./known/answers";
import { DefaultModel } from "./known/default-model";
import type { Bulkhead } from "./bulkhead";
import { Bulkheads, callsAtOnce } from "./bulkheads";
import type { ResolvedEndpoint } from "../config/config";
import {
  factsAfterAnswer,
  factsAfterFailure,
  factsAfterLook,
  isGone,
  nothingKnown,
  type EndpointFacts,
} from "./known/endpoint-facts";
import { endpointStatus } from "./known/endpoint-status";
import { Holds, type Hold } from "./known/holds";
import { Residency } from "./known/residency";
import { TrialElsewhere } from "./known/trial-elsewhere";
import { TtftStatistics } from "./known/ttft-statistics";
import type { EndpointStatus } from "../../model/endpoint";

/** What an endpoint tells the service around it. */
export type EndpointNews =
  /** The first load of a model that is waited for began, or the last one ended. */
  | { type: "loading"; active: boolean }
  /** Something else of its status is another now: a call began or ended, the queue, a load. */
  | { type: "status" };

/** One endpoint with all that is known about it while the service runs: its breaker, holds, queues, pace and facts. */
export class ManagedEndpoint {
  readonly breaker: CircuitBreaker;
  readonly ttft = new TtftStatistics();
  readonly abilities = new Abilities();
  /** The address is this machine's own. */
  readonly loopback: boolean;
  readonly #clock: Clock;
  readonly #hear: (news: EndpointNews) => void;
  readonly #removal = new CancelSource();
  readonly #holds: Holds;
  readonly #bulkheads: Bulkheads;
  readonly #residency: Residency;
  readonly #trialElsewhere: TrialElsewhere;
  readonly #answers: Answers;
  readonly #defaultModel: DefaultModel;
  readonly #localOnly: Pick<LocalOnly, "on">;
  #config: ResolvedEndpoint;
  /** Why nothing may be asked of it while all has to stay at home. */
  #leaving: EndpointFailure | undefined;
  #client: EndpointClient;
  #facts: EndpointFacts = {};

  constructor(
    config: ResolvedEndpoint,
    breaker: CircuitBreaker,
    client: EndpointClient,
    clock: Clock,
    hear: (news: EndpointNews) => void = () => undefined,
    localOnly: Pick<LocalOnly, "on"> = new LocalOnly(),
  ) {
    this.#config = config;
    this.#leaving = leaving(config);
    this.#localOnly = localOnly;
    this.breaker = breaker;
    this.#client = client;
    this.#clock = clock;
    this.#hear = hear;
    this.#holds = new Holds(clock);
    this.#bulkheads = new Bulkheads(callsAtOnce(config));
    this.#residency = new Residency(clock);
    this.#answers = new Answers(clock);
    this.#defaultModel = new DefaultModel(clock, config.model);
    this.#trialElsewhere = new TrialElsewhere(clock, () => this.changed());
    this.loopback = isLoopback(hostOf(config.url));
  }

  get config(): ResolvedEndpoint {
    return this.#config;
  }

  get client(): EndpointClient {
    return this.#client;
  }

  get id(): string {
    return this.#config.id;
  }

  /** Where it is, for a person: without what may be a secret in the address. */
  get address(): string {
    return shownUrl(this.#config.url);
  }

  /** Its models are loaded and evicted: silence may be a load. */
  get loadsModels(): boolean {
    return typeInfo(this.#config.type).loadsWhenAsked === "always";
  }

  /** It may be such a server; its own word tells. */
  get mayLoadModels(): boolean {
    return this.loadsModels || (this.local && typeInfo(this.#config.type).loadsWhenAsked === "perhaps");
  }

  get local(): boolean {
    return this.#config.tier === "local";
  }

  /** Why nothing at all is sent there, if so: all has to stay on this machine and its private network. */
  get barred(): EndpointFailure | undefined {
    return this.#localOnly.on ? this.#leaving : undefined;
  }

  /** The settings say something else of it, at the same address. @param client another one, where the old one is of no use any more: nothing learnt through that holds */
  reconfigure(config: ResolvedEndpoint, client?: EndpointClient): void {
    this.#config = config;
    this.#leaving = leaving(config);
    this.#bulkheads.setLimit(callsAtOnce(config));
    this.#defaultModel.configure(config.model);
    if (!client) return;
    this.#client = client;
    this.#facts = {};
    this.clearHolds();
  }

  /** The settings name it no more: its breaker refuses from now on, and nobody hears of it; what is under way goes on to its end. */
  remove(): void {
    this.breaker.dispose();
    this.#trialElsewhere.forget();
    this.#removal.abort(new Error(`${this.id} was removed from the settings.`));
  }

  /** Fires when the settings name it no more. */
  get removal(): CancelSignal {
    return this.#removal.signal;
  }

  get removed(): boolean {
    return this.removal.aborted;
  }

  /** Calls of one model share a queue: a local server answers one at a time unless told otherwise. */
  bulkhead(model: string): Bulkhead {
    return this.#bulkheads.of(model);
  }

  get inFlight(): number {
    return this.#bulkheads.inFlight;
  }

  get queued(): number {
    return this.#bulkheads.queued;
  }

  /** What keeps calls for a model (without one: the default) from being sent, if anything. */
  hold(model: string | undefined): Hold | undefined {
    return this.#holds.on(model ?? this.defaultModel);
  }

  /** Takes down what a failure's verdict says about calls to come. @returns the gate's end in epoch milliseconds, where one was set */
  restrain(
    failure: EndpointFailure,
    verdict: Verdict,
    model: string | undefined,
    throttleBackoffMs: number,
  ): number | undefined {
    return this.#holds.restrain(failure, verdict, model, throttleBackoffMs);
  }

  /** It answered in any way, be it with a refusal. */
  answered(): void {
    this.#answers.came();
  }

  /** Epoch milliseconds of the last answer of any kind. */
  get lastAnswerAt(): number | undefined {
    return this.#answers.lastAt;
  }

  /** A model gave a whole answer. @param tookMs without the load of the model */
  succeeded(model: string, tookMs?: number): void {
    this.#holds.answered(model);
    this.#answers.whole(tookMs);
    this.#know(factsAfterAnswer(this.#facts, model, this.#isOwn(model), this.loadsModels));
    this.noteWarm(model, true);
  }

  /**
   * A call failed.
   * @param model the one that was asked, where it came to that
   * @param online whether the network is there
   */
  failed(failure: EndpointFailure, model?: string, online = true): void {
    if (model !== undefined) this.abilities.refused(failure, model);
    this.#answers.failed(failure.kind === "empty");
    if (failure.details.status !== undefined) this.answered();
    this.#know(factsAfterFailure(this.#facts, failure, { own: model === undefined || this.#isOwn(model), online }));
  }

  /** How many answers were empty, one after the other. */
  get emptyStreak(): number {
    return this.#answers.emptyStreak;
  }

  /** What is known, by the last look and the calls since. */
  get facts(): EndpointFacts {
    return this.#facts;
  }

  /** Takes over what a probe saw. @returns whether a fact changed */
  noteProbe(result: ProbeResult): boolean {
    const before = this.#facts;
    this.#know(factsAfterLook(before, result, this.#clock.wallNow()));
    const { live, ready, warm, model } = this.#facts;
    if (live) this.answered();
    if (result.model !== undefined && warm !== undefined) this.noteWarm(result.model, warm);
    this.#holds.probed(result, model ?? this.defaultModel);
    return before.live !== live || before.ready !== ready || before.warm !== warm;
  }

  /** A call began or ended, or waits in the queue: whoever shows the status should look again. */
  changed(): void {
    this.#tell({ type: "status" });
  }

  /** A call or a warm-up waits for a load. Every begin has its end. */
  beginLoad(): void {
    if (this.#residency.beginLoad()) this.#tell({ type: "loading", active: true });
  }

  endLoad(): void {
    if (this.#residency.endLoad()) this.#tell({ type: "loading", active: false });
  }

  noteWarm(model: string, warm: boolean): void {
    this.#residency.seen(model, warm);
  }

  /** True when the model was seen resident a moment ago, or residence is nothing to wait for. */
  knownWarm(model: string | undefined): boolean {
    return !this.loadsModels || this.#residency.isWarm(model ?? this.defaultModel ?? "");
  }

  /** True when nothing speaks for waiting: it answered a moment ago and its model is resident. */
  seemsReady(model: string | undefined): boolean {
    return this.#answers.areRecent && this.#facts.live !== false && this.knownWarm(model);
  }

  /** The model used when a request names none, as far as it is known without asking. */
  get defaultModel(): string | undefined {
    return this.#defaultModel.name;
  }

  resolveModel(signal: CancelSignal): Promise<string> {
    return this.#defaultModel.resolve(this.#client, signal);
  }

  /** Forgets every latch, gate and learnt model: a person, a new setting or a new key says so. */
  clearHolds(): void {
    this.#holds.clear();
    this.abilities.forget();
    this.#answers.endStreak();
    this.#defaultModel.forget();
  }

  /** What was seen before says nothing any more: the endpoint is asked anew. */
  forgetVerdicts(): void {
    this.clearHolds();
    this.#facts = nothingKnown(this.#facts);
  }

  /** The server lists these models: none of them is missing. */
  listed(names: readonly string[]): void {
    if (this.#holds.listed(names)) this.changed();
  }

  /** A model was downloaded: it is not missing any more, and may be another default. */
  downloaded(model: string): void {
    this.#holds.downloaded(model);
    this.abilities.forget();
    this.#defaultModel.forget();
  }

  /** Another window makes the trial: for so long, in milliseconds, unless it goes on with it. */
  triedElsewhere(forMs: number): void {
    this.#trialElsewhere.goesOn(forMs);
  }

  /** No other window's trial keeps calls away any more. */
  notTriedElsewhere(): void {
    this.#trialElsewhere.end();
  }

  status(): EndpointStatus {
    return endpointStatus({
      config: this.#config,
      breaker: this.breaker,
      facts: this.#facts,
      barred: this.barred,
      latched: this.#holds.latched(this.#ownModel),
      notBefore: this.#holds.notBefore,
      answeredIn: this.#answers.durations,
      triedElsewhereMs: this.#trialElsewhere.leftMs,
      simulated: this.#client.simulated ?? false,
      inFlight: this.inFlight,
      queued: this.queued,
    });
  }

  #know(facts: EndpointFacts): void {
    this.#facts = facts;
    if (isGone(facts)) this.#residency.noneIsWarm();
  }

  /** The model that is asked where a request names none, as far as it was ever known. */
  get #ownModel(): string | undefined {
    return this.defaultModel ?? this.#facts.model;
  }

  #isOwn(model: string): boolean {
    return this.#ownModel === undefined || sameModel(this.#ownModel, model);
  }

  #tell(news: EndpointNews): void {
    if (!this.removed) this.#hear(news);
  }
}
