import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { FailureKind } from "../../core/model/failure-kinds";
import { cardOf } from "../dashboard/card";
import { placeText, reasonText, stateText } from "../../webview/dashboard/cards/card-facts";
import { tooltipMarkdown } from "../status-bar/tooltip";
import { statusView } from "../status-bar/view";
import { countdown, momentOf } from "../texts/format";
import type { Action } from "./actions";
import { healthActions, healthSentence } from "./health-words";
import { lineOf, tryNow } from "./no-calls";
import { canBeAsked, needOf, takesCalls } from "./standing";

/*
 * Every combination of what may be true of an endpoint, with all that is shown of it. Whatever the combination, nothing that is shown may contradict what is
 * true, or what is shown elsewhere.
 */

const now = 1_000_000_000;
const OLD = "The server failed (HTTP 500)";
const message = (kind: FailureKind): string => `Told: ${kind}.`;
const told = (kind: FailureKind) => ({ kind, message: message(kind) });
const blocked = (kind: FailureKind): Partial<EndpointStatus> => ({ latched: told(kind) });
const shown = (kind: FailureKind): Partial<EndpointStatus> => ({ latched: { ...told(kind), callsPass: true } });

const BREAKERS: Record<string, Partial<EndpointStatus>> = {
  closed: {},
  open: { state: "open", retryAfterMs: 9_000, openedBecause: OLD, openedKind: "server_error" },
  "half-open": { state: "half_open", openedBecause: OLD, openedKind: "server_error" },
  "half-open, back": { state: "half_open", openedBecause: "Nobody listens at it.", openedKind: "refused" },
  "half-open, full": { state: "half_open", retryAfterMs: 9_000, inFlight: 1, openedBecause: OLD },
  "half-open, elsewhere": { state: "half_open", retryAfterMs: 9_000, trialElsewhere: true, openedBecause: OLD },
  held: { state: "open", mode: "forced_open", retryAfterMs: Infinity },
  off: { mode: "metrics_only" },
};
const NEEDS: Record<string, Partial<EndpointStatus>> = {
  none: {},
  key: blocked("auth"),
  credit: blocked("quota"),
  model: blocked("model_missing"),
  load: blocked("load_failed"),
  "key, as a look saw": shown("auth"),
  page: shown("not_an_api"),
  certificate: shown("tls"),
  proxy: shown("proxy"),
};
const CONDITIONS: Record<string, Partial<EndpointStatus>> = {
  "not known": {},
  well: { live: true, ready: true, warm: true },
  "not loaded": { live: true, ready: true, warm: false },
  refusing: { live: false, trouble: told("refused") },
  "refusing, with what was known before": { live: false, ready: true, warm: true, trouble: told("refused") },
  "silent look": { live: false },
  "broken gateway": { live: false, trouble: told("server_error") },
  "page in its place": { live: false, trouble: told("not_an_api") },
  "our own code gone": { trouble: told("not_loaded") },
  loading: { live: true, ready: false, trouble: { ...told("overloaded") } },
  "no model": { live: true, ready: false, trouble: told("model_missing") },
};
const GATES: Record<string, Partial<EndpointStatus>> = { "no pause": {}, pause: { notBefore: now + 30_000 } };

interface Case {
  name: string;
  status: EndpointStatus;
  offline: boolean;
}

function cases(): Case[] {
  const all: Case[] = [];
  const { live: _, ...bare } = endpointStatus({ id: "it", model: "some-model" });
  for (const place of [{}, { type: "openai", url: "https://api.openai.com/v1", tier: "cloud" }] as const)
    for (const [breaker, state] of Object.entries(BREAKERS))
      for (const [need, latch] of Object.entries(NEEDS))
        for (const [condition, facts] of Object.entries(CONDITIONS))
          for (const [gate, pause] of Object.entries(GATES))
            for (const offline of [false, true])
              all.push({
                name: [place.tier ?? "local", breaker, need, condition, gate, offline ? "offline" : "online"].join(
                  ", ",
                ),
                status: { ...bare, ...place, ...state, ...latch, ...facts, ...pause },
                offline,
              });
  return all;
}

/** All that is shown of it, and where. */
function surfaces({ status, offline }: Case): Record<string, string> {
  const card = cardOf(status, { now, offline, failureThreshold: 3, offered: (actions) => actions });
  return {
    "status bar": statusView([status], offline, now).text.replace("offline  ", ""),
    label: statusView([status], offline, now).label,
    tooltip: tooltipMarkdown([status], offline, now)
      .replaceAll("&nbsp;", " ")
      .replace(/&#(\d+);/g, (_whole, code) => String.fromCharCode(Number(code))),
    health: healthSentence(status, now, offline),
    line: lineOf(status, now).text + (lineOf(status, now).nextTryInMs === 0 ? " (the next call is a trial)" : ""),
    card: [stateText(card, now), placeText(card, now), reasonText(card, now) ?? ""].join(" | "),
  };
}

/** Fails with the combination and the place where `bad` is shown. */
function nowhere(bad: RegExp, which: (given: Case) => boolean, except: readonly string[] = []): void {
  let looked = 0;
  for (const given of cases().filter(which))
    for (const [place, text] of Object.entries(surfaces(given))) {
      if (except.includes(place)) continue;
      looked++;
      assert.doesNotMatch(text, bad, `${place}: ${given.name}`);
    }
  assert.ok(looked > 0, "there is such a combination");
}

function everywhere(good: (given: Case) => RegExp, which: (given: Case) => boolean, where: readonly string[]): void {
  let looked = 0;
  for (const given of cases().filter(which))
    for (const place of where) {
      looked++;
      assert.match(surfaces(given)[place] ?? "", good(given), `${place}: ${given.name}`);
    }
  assert.ok(looked > 0, "there is such a combination");
}

const blocks = ({ status }: Case): boolean => needOf(status)?.blocks === true && status.mode !== "forced_open";
const isHalfOpen = ({ status }: Case): boolean => status.state === "half_open";

describe("what is shown of an endpoint, in every combination", () => {
  it("never promises a trial where nothing is sent", () => {
    nowhere(/next call is a trial|trial running|another window/, blocks);
    nowhere(/next call is a trial/, ({ status }) => !canBeAsked(status, now));
    nowhere(/next call is a trial/, (given) => isHalfOpen(given) && (given.status.notBefore ?? 0) > now);
  });

  it("never has a model in memory, or ready, where nobody answers", () => {
    nowhere(/resident|not loaded|\bready\b/, ({ status }) => status.live === false);
    nowhere(/resident|not loaded|\bready\b/, ({ status }) => status.ready === false);
    nowhere(/resident|not loaded|\bready\b/, ({ status, offline }) => offline && status.tier === "cloud");
  });

  it("never says of what has answered that it does not", () => {
    nowhere(/not answering/, ({ status }) => status.live !== false);
    nowhere(/not answering/, ({ status }) => status.trouble?.kind === "server_error");
    // Of a page nothing else is seen by a look.
    nowhere(
      /not answering/,
      ({ status }) =>
        status.latched?.kind === "not_an_api" && status.trouble?.kind !== "refused" && status.live !== false,
    );
  });

  it("never has an endpoint open whose breaker is not, nor closed one that is not", () => {
    nowhere(/\bopen \d|\bopen,|\bopen ·|half-open|held open/, ({ status }) => status.state === "closed");
    nowhere(/\bclosed\b/, ({ status }) => status.state !== "closed");
  });

  it("names the newest cause, not what opened the breaker long ago", () => {
    nowhere(/Nobody listens/, ({ status }) => status.live === true);
    nowhere(/HTTP 500/, ({ status }) => needOf(status) !== undefined || status.trouble !== undefined);
    everywhere(
      ({ status }) => new RegExp(needOf(status)!.message!.replace(".", "\\.")),
      (given) => blocks(given),
      ["tooltip", "health", "line", "card"],
    );
  });

  it("says first what needs somebody, in the same words everywhere", () => {
    const words: Partial<Record<FailureKind, RegExp>> = {
      auth: /check API key/,
      quota: /no credit/,
      model_missing: /no model/,
      not_an_api: /not an LLM API/,
      tls: /certificate/,
      proxy: /proxy/,
    };
    everywhere(
      ({ status }) => words[needOf(status)!.kind] ?? /load failed/,
      ({ status }) => needOf(status) !== undefined && status.mode !== "forced_open",
      ["status bar", "label", "tooltip", "card"],
    );
  });

  it("blames an endpoint for nothing while this machine is offline", () => {
    nowhere(
      /not answering|Start Ollama/,
      ({ status, offline }) => offline && status.tier === "cloud" && status.state === "closed",
    );
  });

  it("has the same end of a wait everywhere, counted down or as a time of day: the later of breaker and pause", () => {
    const leftMs = ({ status }: Case): number => (status.notBefore === undefined ? 9_000 : 30_000);
    const isOpen = ({ status }: Case): boolean => status.state === "open" && !needOf(status) && status.mode === "auto";
    everywhere((given) => new RegExp(`\\b${countdown(leftMs(given))}`), isOpen, [
      "status bar",
      "label",
      "health",
      "card",
    ]);
    everywhere((given) => new RegExp(`open until ${momentOf(now + leftMs(given), now)}`), isOpen, ["tooltip"]);
  });

  it("offers first what cures what the sentence names", () => {
    const first: Record<string, { cloud: Action["do"]; local: Action["do"] }> = {
      auth: { cloud: "set_key", local: "set_key" },
      quota: { cloud: "open_billing", local: "try_now" },
      model_missing: { cloud: "open_settings", local: "pull" },
      load_failed: { cloud: "try_now", local: "try_now" },
      not_an_api: { cloud: "open_settings", local: "open_settings" },
      tls: { cloud: "open_settings", local: "open_settings" },
      proxy: { cloud: "open_settings", local: "open_settings" },
    };
    for (const { name, status } of cases()) {
      const need = needOf(status);
      const [action] = healthActions(status, now);
      // Whoever holds the breaker open himself, or has switched it off, keeps no call back by a latch.
      const expected = need && first[need.kind]?.[status.tier];
      if (!need && status.trouble?.kind === "not_loaded") assert.equal(action?.do, "reload_window", name);
      else if (!need) assert.ok(!action || ["start_ollama", "open_settings"].includes(action.do), name);
      else if (expected !== "try_now" || (need.blocks && status.mode === "auto"))
        assert.equal(action?.do, expected, name);
    }
  });

  it("lets a person try what is kept back, and nothing else", () => {
    for (const { name, status } of cases()) {
      const offered = tryNow([status], now).length > 0;
      assert.equal(offered, !canBeAsked(status, now) && status.mode !== "forced_open", name);
      if (takesCalls(status, now)) assert.ok(canBeAsked(status, now), name);
      assert.equal(
        cardOf(status, { now, offline: false, failureThreshold: 3, offered: (actions) => actions }).canTry,
        offered,
        name,
      );
      if (status.mode === "metrics_only")
        assert.ok(takesCalls(status, now), `a breaker that is off refuses nothing: ${name}`);
    }
  });

  it("says no fact twice in one line", () => {
    for (const given of cases()) {
      const facts = healthSentence(given.status, now, given.offline).split(" · ");
      assert.equal(new Set(facts).size, facts.length, given.name);
    }
  });
});
