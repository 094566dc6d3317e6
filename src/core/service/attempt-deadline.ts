import type { Clock } from "../breaker/types";
import { EndpointFailure } from "../failure/endpoint-failure";
import { durationText } from "./duration-text";
import type { FirstTokenBudget } from "./first-token-budget";
import { LoadWatch } from "./load-watch";
import type { ManagedEndpoint } from "./managed-endpoint";
import { Watchdog } from "./watchdog";

/** When a silent server is first asked whether the model is resident, in milliseconds; well before the call's time is over. */
const FIRST_LOOK_MS = 500;

/** What an attempt waits for; each phase has its own allowance. */
type Phase = { type: "first_token" } | { type: "loading"; since: number } | { type: "streaming" };

export interface DeadlineInput {
  endpoint: ManagedEndpoint;
  /** Time to the first token, in milliseconds, from when our own queue is left. */
  timeoutMs: number;
  idleTimeoutMs: number;
  loadTimeoutMs: number;
  budget: FirstTokenBudget;
  clock: Clock;
  /** True while another healthy endpoint could serve instead of waiting for a load. */
  hasAlternative(): boolean;
  /** Something the status shows has changed. */
  onStatus(): void;
}

/** How long an attempt may wait: for its first token, for its model's load, for the next piece. Told what happens, it says when the time is up. */
export class AttemptDeadline {
  readonly #watchdog: Watchdog;
  #watch: LoadWatch | undefined;
  #phase: Phase = { type: "first_token" };
  #startedAt = 0;
  #model: string | undefined;
  /** It is time to look for a load. */
  #lookDue = false;
  /** Spent in loads that have ended. */
  loadedMs = 0;

  constructor(
    private readonly input: DeadlineInput,
    private readonly onLoading: (model: string, elapsedMs: number) => void,
    private readonly onExpire: (failure: EndpointFailure) => void,
    /** Another endpoint shall answer instead of waiting for this model's load, which goes on. */
    private readonly onLeave: (model: string, failure: EndpointFailure) => void,
  ) {
    this.#watchdog = new Watchdog(input.clock, () => this.#expire());
  }

  /** The call begins. Ollama is silent while it loads a model: after a while without a piece, looks whether the model is resident. */
  start(): void {
    const { clock, timeoutMs, endpoint } = this.input;
    this.#startedAt = clock.now();
    if (endpoint.client.warmUp) this.#watchdog.start(timeoutMs, Math.min(FIRST_LOOK_MS, timeoutMs / 2), () => this.#lookForLoad());
    else this.#watchdog.start(timeoutMs);
  }

  /** The model is known. */
  asks(model: string): void {
    this.#model = model;
    if (this.#lookDue) this.#lookForLoad();
  }

  /** A piece of the answer came. */
  piece(): void {
    if (this.#phase.type === "streaming") return this.#watchdog.touch();
    this.#watch?.stop();
    this.#leaveLoading();
    this.#phase = { type: "streaming" };
    this.input.budget.end();
    this.#watchdog.start(this.input.idleTimeoutMs);
  }

  /** The server is loading the model, as seen or as it says itself. */
  loading(): void {
    const { clock, budget } = this.input;
    if (this.#phase.type === "streaming") return;
    if (this.#phase.type === "first_token") {
      this.#phase = { type: "loading", since: clock.now() };
      this.input.endpoint.beginLoad();
      budget.suspend();
      this.#watchdog.start(this.#loadAllowance());
      this.input.onStatus();
    }
    this.onLoading(this.#model ?? "the model", clock.now() - this.#startedAt);
  }

  /** The model that is being loaded, while it is. */
  get loadingModel(): string | undefined {
    return this.#phase.type === "loading" ? this.#model : undefined;
  }

  /** Leaves no timer. */
  stop(): void {
    this.#watchdog.stop();
    this.#watch?.stop();
    this.#leaveLoading();
  }

  #lookForLoad(): void {
    this.#lookDue = true;
    const { clock, endpoint } = this.input;
    const model = this.#model;
    if (model === undefined || this.#phase.type === "streaming") return;
    this.#watch = new LoadWatch(clock, endpoint.client, model, (warm) => this.#onWarmth(model, warm));
    void this.#watch.look();
  }

  #onWarmth(model: string, warm: boolean): void {
    this.input.endpoint.noteWarm(model, warm);
    if (!warm) this.loading();
    else if (this.#phase.type === "loading") {
      this.#leaveLoading();
      this.#phase = { type: "first_token" };
      this.#watchdog.start(this.input.timeoutMs);
    }
  }

  /** How much longer a load may take: only the step's own time where another endpoint can serve instead. */
  #loadAllowance(): number {
    const { clock, hasAlternative, timeoutMs, loadTimeoutMs } = this.input;
    return Math.max(0, (hasAlternative() ? timeoutMs : loadTimeoutMs) - (clock.now() - this.#startedAt));
  }

  #leaveLoading(): void {
    if (this.#phase.type !== "loading") return;
    this.loadedMs += this.input.clock.now() - this.#phase.since;
    this.input.endpoint.endLoad();
    this.#phase = { type: "first_token" };
    this.input.budget.resume();
  }

  #expire(): void {
    const { endpoint, timeoutMs, idleTimeoutMs, loadTimeoutMs } = this.input;
    const model = this.#model ?? "the model";
    const failure = (kind: EndpointFailure["kind"], what: string) => new EndpointFailure(kind, `${endpoint.id} ${what} (${endpoint.address}).`);
    const fail = (kind: EndpointFailure["kind"], what: string) => this.onExpire(failure(kind, what));
    switch (this.#phase.type) {
      case "first_token":
        return fail("ttft_timeout", `sent no token within ${durationText(timeoutMs)}`);
      case "streaming":
        return fail("idle_timeout", `stalled: nothing came for ${durationText(idleTimeoutMs)}`);
      case "loading": {
        const left = this.#loadAllowance();
        if (left > 0) return this.#watchdog.start(left);
        if (!this.input.hasAlternative()) return fail("load_timeout", `did not finish loading ${model} within ${durationText(loadTimeoutMs)}`);
        return this.onLeave(model, failure("load_timeout", `is still loading ${model}`));
      }
    }
  }
}
