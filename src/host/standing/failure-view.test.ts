import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import type { AttemptRecord } from "../../core/model/attempt";
import type { EndpointStatus } from "../../core/model/endpoint";
import { CircuitOpenError } from "../../core/breaker/circuit-open-error";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import { AllEndpointsFailedError, EndpointError } from "../../core/failure/errors";
import type { FailureKind } from "../../core/model/failure-kinds";
import { labelOf } from "./actions";
import { failureView } from "./failure-view";

const now = 1_000_000;
const ollama = endpointStatus({ model: "llama3.2" });
const cloud = endpointStatus({ id: "cloud", type: "openai", url: "https://api.example/v1", tier: "cloud" });
const attempt = (changes: Partial<AttemptRecord>): AttemptRecord => ({
  endpoint: "ollama",
  step: 0,
  startedAt: 0,
  durationMs: 1,
  outcome: "failure",
  kind: "refused",
  message: "no",
  ...changes,
});
const labels = (error: unknown, canShorten = false): string[] =>
  failureView(error, [ollama, cloud], canShorten, now).actions.map(labelOf);
const endpointError = (kind: FailureKind, endpoint: string): EndpointError =>
  new EndpointError(kind, "a sentence", [attempt({ endpoint, kind })], { endpoint });

describe("failureView", () => {
  it("offers for each failure what cures it, first", () => {
    assert.deepEqual(labels(endpointError("refused", "ollama")), [
      "Start Ollama",
      "Get Ollama",
      "Open Settings",
      "Show Log",
    ]);
    assert.deepEqual(labels(endpointError("refused", "cloud")), ["Open Settings", "Show Log"]);
    assert.deepEqual(labels(endpointError("model_missing", "ollama")), ["Pull llama3.2", "Open Settings", "Show Log"]);
    assert.deepEqual(labels(endpointError("auth", "cloud")), ["Set API Key…", "Open Settings", "Show Log"]);
    assert.deepEqual(labels(endpointError("context_length", "cloud"), true), ["Shorten and Ask Again", "Show Log"]);
    assert.deepEqual(labels(endpointError("context_length", "cloud")), ["Show Log"]);
    assert.deepEqual(labels(endpointError("overloaded", "cloud")), ["Show Log"]);
  });

  it("lets a person ask what is kept from being asked, and says that nothing was sent", () => {
    const view = (kind: FailureKind, changes: Partial<EndpointStatus>) => {
      const error = new EndpointError(kind, "A sentence.", [attempt({ endpoint: "cloud", kind, outcome: "skipped" })], {
        endpoint: "cloud",
      });
      return failureView(error, [ollama, { ...cloud, ...changes }], false, now);
    };
    const spent = view("quota", { latched: { kind: "quota", message: "The credit is used up." } });
    assert.equal(spent.message, "Nothing was sent: A sentence.");
    assert.deepEqual(spent.actions.map(labelOf), ["Try Now", "Open Settings", "Show Log"]);
    assert.deepEqual(spent.actions[0], { do: "try_now", endpoints: ["cloud"] });
    assert.deepEqual(view("auth", { latched: { kind: "auth", message: "No key." } }).actions.map(labelOf), [
      "Set API Key…",
      "Open Settings",
      "Try Now",
      "Show Log",
    ]);
    const limited = view("rate_limited", { notBefore: now + 3_600_000 });
    assert.deepEqual(limited.lines, [{ endpoint: "cloud", text: "cloud: rate limited", nextTryInMs: 3_600_000 }]);
    assert.deepEqual(limited.actions.map(labelOf), ["Try Now", "Show Log"]);
  });

  it("offers to start an Ollama only where none is", () => {
    const cut = endpointError("reset", "ollama");
    assert.deepEqual(labels(cut), ["Show Log"]);
    assert.deepEqual(failureView(cut, [{ ...ollama, live: false }], false, now).actions.map(labelOf), [
      "Start Ollama",
      "Show Log",
    ]);
  });

  it("leads to the chain where no step of it has an endpoint", () => {
    const view = failureView(new EndpointError("internal", "There is no endpoint to ask.", []), [ollama], false, now);
    assert.deepEqual(view.actions, [{ do: "open_settings", setting: "llmBreaker.chain" }, { do: "show_log" }]);
  });

  it("has the window reloaded where code is missing, and nothing else be set or asked", () => {
    const error = new EndpointError("not_loaded", "a sentence", []);
    const view = failureView(error, [ollama, cloud], true, now);
    assert.deepEqual([view.message, view.lines], ["a sentence", []]);
    assert.deepEqual(view.actions.map(labelOf), ["Reload Window", "Show Log"]);
  });

  it("pulls the model that was asked for, not the endpoint's usual one", () => {
    const error = new EndpointError(
      "model_missing",
      "a sentence",
      [attempt({ kind: "model_missing", model: "qwen3" })],
      { endpoint: "ollama" },
    );
    assert.deepEqual(failureView(error, [ollama], false, now).actions[0], {
      do: "pull",
      endpoint: "ollama",
      model: "qwen3",
    });
  });

  it("lists the last failure of each endpoint, and the cures of all of them once", () => {
    const attempts = [
      attempt({ endpoint: "cloud", kind: "ttft_timeout", message: "no token" }),
      attempt({ endpoint: "cloud", kind: "auth", message: "The key was rejected." }),
      attempt({ message: "Ollama isn't running." }),
    ];
    const view = failureView(
      new AllEndpointsFailedError("No endpoint answered.", attempts, undefined),
      [ollama, cloud],
      false,
      now,
    );
    assert.equal(view.message, "No endpoint could answer.");
    assert.deepEqual(view.lines, [{ text: "cloud: The key was rejected." }, { text: "ollama: Ollama isn't running." }]);
    assert.deepEqual(view.actions.map(labelOf), [
      "Set API Key…",
      "Open Settings",
      "Start Ollama",
      "Get Ollama",
      "Show Log",
    ]);
  });

  it("says which breakers are open, why, and when the next trial comes", () => {
    const open = endpointStatus({
      state: "open",
      retryAfterMs: 41_000,
      openedBecause: "Ollama isn't running at http://localhost:11434.",
    });
    const cause = new EndpointFailure("refused", "Ollama isn't running at http://localhost:11434.");
    const error = new CircuitOpenError({ state: "open", retryAfterMs: 41_000, openedAt: undefined, cause });
    const view = failureView(error, [open], false, now);
    assert.equal(view.message, "Nothing was sent: every endpoint's breaker is open after repeated failures.");
    assert.deepEqual(view.lines, [
      { endpoint: "ollama", text: "ollama: Ollama isn't running at http://localhost:11434", nextTryInMs: 41_000 },
    ]);
    assert.deepEqual(view.actions, [
      { do: "try_now", endpoints: ["ollama"] },
      { do: "start_ollama" },
      { do: "check_health" },
      { do: "show_log" },
    ]);
  });

  it("tells of endpoints that only their user can mend beside those whose breakers are open, with their cures first", () => {
    const open = endpointStatus({ state: "open", retryAfterMs: 41_000 });
    const keyless = endpointStatus({
      id: "cloud",
      type: "openai",
      url: "https://api.example/v1",
      tier: "cloud",
      latched: { kind: "auth", message: "The server wants an API key." },
    });
    const limited = endpointStatus({ id: "busy", notBefore: now + 12_000 });
    const view = failureView(
      new CircuitOpenError({ state: "open", retryAfterMs: 41_000, openedAt: undefined, cause: undefined }),
      [open, keyless, limited, cloud],
      false,
      now,
    );
    assert.equal(view.message, "Nothing was sent: no endpoint can be used right now.");
    assert.deepEqual(
      view.lines.map(({ text, nextTryInMs }) => [text, nextTryInMs]),
      [
        ["ollama: failed repeatedly", 41_000],
        ["cloud: The server wants an API key.", undefined],
        ["busy: rate limited", 12_000],
      ],
    );
    assert.deepEqual(view.actions.map(labelOf), [
      "Set API Key…",
      "Open Settings",
      "Try Now",
      "Check Endpoint Health",
      "Show Log",
    ]);
  });

  it("does not offer a trial where the user holds the breaker open", () => {
    const held = endpointStatus({ state: "open", mode: "forced_open", retryAfterMs: Infinity });
    const error = new CircuitOpenError({
      state: "open",
      retryAfterMs: Infinity,
      openedAt: undefined,
      cause: undefined,
    });
    assert.deepEqual(failureView(error, [held], false, now).actions.map(labelOf), [
      "Check Endpoint Health",
      "Show Log",
    ]);
    assert.deepEqual(failureView(error, [held], false, now).lines, [
      { endpoint: "ollama", text: "ollama: held open by you" },
    ]);
  });

  it("says that an outage is simulated, and ends it instead of mending what is not broken", () => {
    const simulated = endpointStatus({ model: "llama3.2", simulated: true });
    const view = failureView(endpointError("refused", "ollama"), [simulated, cloud], false, now);
    assert.equal(view.message, "a sentence (An outage of ollama is being simulated.)");
    assert.deepEqual(view.actions.map(labelOf), ["End Simulation", "Show Log"]);
    const open = failureView(
      new CircuitOpenError({ state: "open", retryAfterMs: 41_000, openedAt: undefined, cause: undefined }),
      [{ ...simulated, state: "open" }],
      false,
      now,
    );
    assert.match(open.message, /^Nothing was sent.*\(An outage of ollama is being simulated\.\)$/);
    assert.deepEqual(open.actions.map(labelOf), ["End Simulation", "Try Now", "Check Endpoint Health", "Show Log"]);
  });

  it("blames no endpoint for what is our own fault", () => {
    assert.deepEqual(labels(new TypeError("x is not a function")), ["Show Log"]);
  });

  it("says once that nothing was sent where all stays local, with a button that leads to the setting", () => {
    const message = "https://a.example is beyond this machine. Nothing was sent: “Local only” is on.";
    const skipped = {
      endpoint: "cloud",
      step: 0,
      startedAt: 0,
      durationMs: 0,
      outcome: "skipped",
      kind: "local_only",
    } as const;
    const error = new EndpointError("local_only", message, [skipped], { endpoint: "cloud" });
    const barred = endpointStatus({ id: "cloud", type: "openai", barred: { kind: "local_only", message } });
    const view = failureView(error, [barred], false, 0);
    assert.equal(view.message, message);
    assert.deepEqual(view.actions, [{ do: "open_settings", setting: "llmBreaker.localOnly" }, { do: "show_log" }]);
  });
});
