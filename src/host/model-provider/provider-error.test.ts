import assert from "node:assert/strict";
import { chatHostApi } from "../../../test/support/chat-host-api";
import { endpointStatus } from "../../../test/support/fake-llm-service";
import { CircuitOpenError } from "../../core/breaker/circuit-open-error";
import { AllEndpointsFailedError, EndpointError, RequestCancelledError } from "../../core/failure/errors";
import { mistaken } from "../../core/failure/request-mistake";
import type { AttemptRecord } from "../../core/model/attempt";
import type { FailureKind } from "../../core/model/failure-kinds";
import { isUnexpected, languageModelError, UnusableAnswer } from "./provider-error";

const api = chatHostApi();
const told = (error: unknown, cancelled = false, endpoints = [endpointStatus()]) =>
  languageModelError(error, api, { endpoints, cancelled, now: 1_000 }) as Error & { code?: string };
const failed = (kind: FailureKind, endpoint = "ollama"): AttemptRecord => ({
  endpoint,
  step: 0,
  startedAt: 0,
  durationMs: 5,
  outcome: "failure",
  kind,
  message: `${endpoint} said ${kind}`,
});

describe("a failure as the editor hears it", () => {
  it("is a cancellation where the caller cancelled, and the editor's own errors are left as they are", () => {
    assert.ok(told(new RequestCancelledError([])) instanceof api.CancellationError);
    assert.ok(told(new Error("whatever"), true) instanceof api.CancellationError);
    const own = new api.CancellationError();
    assert.equal(told(own), own);
    const coded = api.LanguageModelError.NotFound("x");
    assert.equal(told(coded, true), coded);
  });

  it("has the editor's code where there is one for it", () => {
    const codeOf = (kind: FailureKind) =>
      told(new EndpointError(kind, "m", [failed(kind)], { endpoint: "ollama" })).code;
    assert.deepEqual(
      (
        [
          "auth",
          "model_missing",
          "rate_limited",
          "quota",
          "circuit_open",
          "local_only",
          "server_error",
          "empty",
        ] as const
      ).map(codeOf),
      ["NoPermissions", "NotFound", "Blocked", "Blocked", "Blocked", "Blocked", "", ""],
    );
  });

  it("says when the next trial comes where every breaker is open", () => {
    const open = endpointStatus({ state: "open", retryAfterMs: 42_000, openedBecause: "It said 500." });
    const error = new CircuitOpenError(
      { state: "open", retryAfterMs: 42_000, openedAt: 0, cause: undefined },
      "ollama",
      "no",
    );
    const { code, message } = told(Object.assign(error, { attempts: [] }), false, [open]);
    assert.equal(code, "Blocked");
    assert.match(message, /every endpoint's breaker is open.*\nollama: It said 500, next try in 42 s\.$/);
  });

  it("tells the way, and one code only where it fits all", () => {
    const both = (one: FailureKind, other: FailureKind) => {
      const attempts = [failed(one, "cloud"), failed(other)];
      return told(new AllEndpointsFailedError("m", attempts, undefined));
    };
    assert.equal(both("auth", "refused").code, "");
    assert.equal(both("rate_limited", "circuit_open").code, "Blocked");
    assert.match(
      both("auth", "refused").message,
      /^No endpoint could answer\.\ncloud: cloud said auth\.\nollama: ollama said refused\.$/,
    );
  });

  it("has the code of those that could do it, whoever cannot", () => {
    const unable: AttemptRecord = { ...failed("unsupported"), outcome: "skipped" };
    const codeOf = (kind: FailureKind, ...attempts: AttemptRecord[]) =>
      told(new EndpointError(kind, "m", attempts, { endpoint: "ollama" })).code;
    const open = (id: string): AttemptRecord => ({ ...failed("circuit_open", id), outcome: "skipped" });
    assert.equal(codeOf("unsupported", open("cloud"), open("other"), unable), "Blocked");
    assert.equal(codeOf("unsupported", open("cloud"), failed("auth", "other"), unable), "");
    assert.equal(codeOf("auth", open("cloud"), failed("auth")), "");
    assert.equal(codeOf("unsupported", unable), "");
    const retried = [failed("server_error", "cloud"), failed("rate_limited", "cloud"), unable];
    assert.equal(told(new AllEndpointsFailedError("m", retried, undefined)).code, "Blocked");
  });

  it("tells only of the endpoint that was asked where there are others", () => {
    const open = (id: string) => endpointStatus({ id, state: "open", retryAfterMs: 42_000 });
    const error = new CircuitOpenError(
      { state: "open", retryAfterMs: 42_000, openedAt: 0, cause: undefined },
      "cloud",
      "no",
    );
    const attempts: AttemptRecord[] = [{ ...failed("circuit_open", "cloud"), outcome: "skipped" }];
    assert.equal(
      told(Object.assign(error, { attempts }), false, [open("cloud"), open("ollama")]).message,
      "Nothing was sent: the breaker of cloud is open after repeated failures.\ncloud: failed repeatedly, next try in 42 s.",
    );
  });

  it("says of each endpoint when it is tried next", () => {
    const limited = endpointStatus({ id: "cloud", notBefore: 31_000 });
    const opened = endpointStatus({ state: "open", retryAfterMs: 60_000 });
    const attempts = [failed("rate_limited", "cloud"), failed("refused")];
    assert.equal(
      told(new AllEndpointsFailedError("m", attempts, undefined), false, [limited, opened]).message,
      "No endpoint could answer.\ncloud: cloud said rate_limited, next try in 30 s.\nollama: ollama said refused, next try in 1 min.",
    );
    assert.equal(
      told(new EndpointError("refused", "It is down.", [failed("refused")], { endpoint: "ollama" }), false, [opened])
        .message,
      "It is down.\nollama: failed repeatedly, next try in 1 min.",
    );
  });

  it("tells of those that were passed over, too", () => {
    const skipped = (kind: FailureKind, message?: string): AttemptRecord => ({
      endpoint: "cloud",
      step: 0,
      startedAt: 0,
      durationMs: 0,
      outcome: "skipped",
      kind,
      ...(message !== undefined && { message }),
    });
    const open = endpointStatus({ id: "cloud", state: "open", retryAfterMs: 42_000, openedBecause: "It said 500." });
    const after = (attempt: AttemptRecord) =>
      told(
        new EndpointError("refused", "It is down.", [attempt, failed("refused")], { endpoint: "ollama" }),
        false,
        attempt.kind === "circuit_open" ? [open, endpointStatus()] : [endpointStatus()],
      ).message;
    assert.equal(after(skipped("auth", "It wants a key.")), "It is down.\ncloud: It wants a key.");
    assert.equal(after(skipped("circuit_open")), "It is down.\ncloud: It said 500, next try in 42 s.");
    // The first sentence has told that already.
    assert.equal(after(skipped("unsupported", "It sees nothing.")), "It is down.");
  });

  it("names a mistake of the caller's, which is no defect of ours", () => {
    const mistake = mistaken(new TypeError("The prompt is empty."));
    assert.equal(told(mistake).message, "This request cannot be sent: The prompt is empty.");
    assert.equal(isUnexpected(mistake), false);
  });

  it("has nothing alive in it, whatever a server said", () => {
    const words = "see [this](command:evil) $(zap) \u202eabc";
    const { message } = told(
      new EndpointError("server_error", words, [failed("server_error")], { endpoint: "ollama" }),
    );
    assert.doesNotMatch(message, /\]\(|\$\(|\u202e/);
  });

  it("is our own fault where it is nothing that we know", () => {
    assert.match(told(new TypeError("x is undefined")).message, /inside LLM Breaker itself/);
    assert.equal(told(new UnusableAnswer("cut off")).message, "cut off");
  });
});
