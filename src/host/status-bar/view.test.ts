import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import type { EndpointStatus } from "../../core/model/endpoint";
import { healthSentence } from "../standing/health-words";
import { standingOf } from "../standing/standing";
import { stateWord } from "../standing/words";
import { hasOnlyOwnLinks, tooltipMarkdown } from "./tooltip";
import { statusView } from "./view";

const now = 1_800_000_000_000;
const timeOfDay = (at: number): string => new Date(at).toLocaleTimeString("en-GB");

describe("statusView", () => {
  it("is quiet while all is well", () => {
    assert.deepEqual(statusView([endpointStatus({ live: true, ready: true })], false, now), {
      text: "LLM  $(pass) ollama",
      label: "LLM Breaker: ollama closed",
      severity: "none",
      counting: false,
    });
  });

  it("says that settings are bad, and the tooltip which, however well the endpoints are that are asked instead", () => {
    const well = endpointStatus({ live: true, ready: true });
    const view = statusView([well], false, now, { badSettings: ["one is bad"] });
    assert.equal(view.text, "LLM  $(warning) bad settings  $(pass) ollama");
    assert.equal(view.label, "LLM Breaker: bad settings; ollama closed");
    assert.equal(view.severity, "warning");
    const tooltip = tooltipMarkdown([well], false, now, {
      badSettings: ["one is bad", "[two](command:x)", "three", "four"],
    });
    assert.match(tooltip, /\$\(warning\) one is bad\n/);
    assert.match(tooltip, /\[\$\(gear\)&nbsp;Open&nbsp;Settings\]\(command:llmBreaker\.openSettings\)/);
    assert.doesNotMatch(tooltip, /\[two\]\(command|four/);
  });

  it("has a lock while all stays local, and what is refused for it is no trouble", () => {
    const barred = { kind: "local_only", message: "It is beyond the network." } as const;
    const cloud = endpointStatus({ id: "cloud", state: "open", retryAfterMs: 5_000, live: false, barred });
    const view = statusView([cloud, endpointStatus({ live: true, ready: true })], false, now, { localOnly: true });
    assert.equal(view.text, "LLM  $(lock)  $(pass) ollama  $(circle-slash) cloud local only");
    assert.equal(view.label, "LLM Breaker: local only; cloud local only; ollama closed");
    assert.deepEqual([view.severity, view.counting], ["none", false]);
    assert.equal(view.text.split("$(lock)").length - 1, 1, "one lock, however many are kept out");
    const tooltip = tooltipMarkdown([cloud], false, now, { localOnly: true });
    assert.match(tooltip, /\$\(lock\) Local only: nothing leaves this machine and its private network\./);
    assert.equal(tooltip.split("$(lock)").length - 1, 1);
    const named = tooltipMarkdown([cloud], false, now, {
      localOnly: true,
      hostName: `den](command:x)${"y".repeat(999)}`,
    });
    assert.match(
      named,
      /nothing leaves this machine \(den&#93; &#40;command&#58;x&#41;y{10,}…\) and its private network\./,
    );
    assert.match(tooltip, /\*\*cloud\*\*: It is beyond the network/);
    assert.equal(healthSentence(cloud, now), "It is beyond the network.");
  });

  it("claims nothing of an endpoint that nobody has looked at or called yet", () => {
    const { live: _, ...unasked } = endpointStatus();
    const view = statusView([unasked], false, now);
    assert.deepEqual(view, {
      text: "LLM  $(circle-outline) ollama",
      label: "LLM Breaker: ollama not asked yet",
      severity: "none",
      counting: false,
    });
    assert.equal(healthSentence(unasked, now), "not asked yet");
    assert.match(
      tooltipMarkdown([unasked], false, now),
      /\$\(circle-outline\)&nbsp;ollama&nbsp;&nbsp; \| not&nbsp;asked&nbsp;yet/,
    );
    const called = { ...unasked, metrics: { ...unasked.metrics, totalRequests: 1 } };
    assert.equal(statusView([called], false, now).text, "LLM  $(pass) ollama");
  });

  it("counts down while a breaker is open, and stops counting at half-open", () => {
    const open = statusView([endpointStatus({ state: "open", retryAfterMs: 41_200 })], false, now);
    assert.deepEqual(open, {
      text: "LLM  $(error) ollama open 42 s",
      label: "LLM Breaker: ollama open, next try in 42 s",
      severity: "error",
      counting: true,
    });
    const halfOpen = statusView([endpointStatus({ state: "half_open" })], false, now);
    assert.deepEqual(
      [halfOpen.text, halfOpen.severity, halfOpen.counting],
      ["LLM  $(issue-reopened) ollama half-open", "warning", false],
    );
    const word = (changes: Partial<EndpointStatus>): string =>
      stateWord(standingOf(endpointStatus({ state: "half_open", ...changes }), now));
    assert.equal(word({}), "half-open, the next call is a trial");
    assert.equal(word({ retryAfterMs: 4_000, trialElsewhere: true }), "half-open, another window is trying");
    assert.equal(word({ retryAfterMs: 4_000, inFlight: 1 }), "half-open, trial running");
    assert.equal(word({ inFlight: 1 }), "half-open, the next call is a trial", "what runs began before it opened");
  });

  it("does not count down what is held open", () => {
    const held = statusView(
      [endpointStatus({ state: "open", mode: "forced_open", retryAfterMs: Infinity })],
      false,
      now,
    );
    assert.deepEqual(
      [held.text, held.severity, held.counting],
      ["LLM  $(circle-slash) ollama held open", "error", false],
    );
  });

  it("shows every endpoint that there is room for, the worst first, and its colour", () => {
    const view = statusView(
      [
        endpointStatus(),
        endpointStatus({ id: "cloud", state: "open", retryAfterMs: 5000 }),
        endpointStatus({ id: "lab", state: "half_open" }),
      ],
      false,
      now,
    );
    assert.equal(view.text, "LLM  $(error) cloud open 5 s  $(issue-reopened) lab half-open  $(pass) ollama");
    assert.equal(view.severity, "error");
  });

  it("counts those for which there is no room, by their length and not by their number", () => {
    const many = ["a", "b", "c", "d", "e", "f"].map((id) => endpointStatus({ id }));
    assert.equal(
      statusView(many, false, now).text,
      "LLM  $(pass) a  $(pass) b  $(pass) c  $(pass) d  $(pass) e  $(pass) f",
    );
    const long = (id: string, changes: Partial<EndpointStatus> = {}): EndpointStatus =>
      endpointStatus({ id: `the-endpoint-of-room-${id}`, ...changes });
    const text = (...endpoints: EndpointStatus[]): string => statusView(endpoints, false, now).text;
    const open = { state: "open", retryAfterMs: 5_000 } as const;
    assert.equal(
      text(long("1"), long("2"), long("3", open)),
      "LLM  $(error) the-endpoint-of-room-3 open 5 s  $(pass) the-endpoint-of-room-1  $(pass) +1",
    );
    assert.equal(
      text(long("1", open), long("2", open), long("3", open), long("4")),
      "LLM  $(error) the-endpoint-of-room-1 open 5 s  $(warning) +3",
    );
    const { live: _, ...unasked } = long("4");
    const other = { ...unasked, id: "the-endpoint-of-room-5" };
    assert.match(text(long("1", open), unasked, other), /\$\(circle-outline\) \+1$/);
    const endless = endpointStatus({ id: "x".repeat(500), ...open });
    assert.match(text(endless, endpointStatus()), /x open 5 s {2}\$\(pass\) ollama$/);
  });

  it("tells a dead server, a missing model, a wrong key and a rate limit apart", () => {
    const text = (changes: Parameters<typeof endpointStatus>[0]): string =>
      statusView([endpointStatus(changes)], false, now).text;
    assert.equal(text({ live: false }), "LLM  $(debug-disconnect) ollama not answering");
    assert.equal(text({ live: true, ready: false }), "LLM  $(package) ollama no model");
    assert.equal(
      text({ latched: { kind: "auth", message: "The API key was rejected." } }),
      "LLM  $(key) ollama check API key",
    );
    assert.equal(text({ notBefore: now + 12_000 }), "LLM  $(watch) ollama limited 12 s");
    assert.equal(text({ notBefore: now - 1 }), "LLM  $(pass) ollama");
    assert.equal(text({ inFlight: 1 }), "LLM  $(loading~spin) ollama");
  });

  it("says that the machine is offline", () => {
    assert.equal(statusView([endpointStatus()], true, now).text, "LLM  $(debug-disconnect) offline  $(pass) ollama");
  });
});

describe("tooltipMarkdown", () => {
  it("has the state and the model of each endpoint", () => {
    const status = endpointStatus({ model: "llama3.2", warm: true, answeredIn: { p50Ms: 310, p95Ms: 1200 } });
    status.metrics = {
      ...status.metrics,
      consecutiveFailures: 2,
      failureRate: 0.25,
      // How long failures took says nothing of answers.
      p50Ms: 1,
      p95Ms: 1,
      lastHealthyAt: now - 4000,
    };
    const gap = "&nbsp;&nbsp; | ";
    assert.deepEqual(
      tooltipMarkdown([status], false, now)
        .split("\n")
        .filter((line) => line.startsWith("| "))
        .slice(1),
      [
        `| ${["$(pass)&nbsp;ollama", "closed", "2&nbsp;in&nbsp;a&nbsp;row,&nbsp;25&nbsp;%", "0.3&nbsp;s&nbsp;–&nbsp;1.2&nbsp;s", timeOfDay(now - 4000)].join(gap)} |`,
        `| ${["", "llama3.2 ·&nbsp;resident", "", "", ""].join(gap)} |`,
      ],
    );
  });

  it("has a word of what the user has to do in the table and the sentence below, and the worst of many", () => {
    const keyless = endpointStatus({ id: "cloud", latched: { kind: "auth", message: "The server wants an API key." } });
    const markdown = tooltipMarkdown(
      [...Array.from({ length: 7 }, (_, i) => endpointStatus({ id: `e${i}` })), keyless],
      false,
      now,
    );
    const lines = markdown.split("\n");
    assert.match(
      lines.find((line) => line.startsWith("| $(key)")) ?? "",
      /cloud&nbsp;&nbsp; \| check&nbsp;API&nbsp;key&nbsp;&nbsp; \|/,
    );
    assert.ok(lines.includes("**cloud**: The server wants an API key."));
    assert.equal(lines.filter((line) => line.startsWith("| $(")).length, 6);
    assert.ok(lines.includes("and 2 more"));
  });

  it("says that an outage is simulated", () => {
    assert.match(
      tooltipMarkdown([endpointStatus({ simulated: true })], false, now),
      /\$\(beaker\) An outage of ollama is being simulated\./,
    );
    assert.match(
      statusView([endpointStatus({ simulated: true, state: "open", retryAfterMs: 9_000 })], false, now).text,
      /ollama open 9 s \(simulated\)/,
    );
    assert.equal(
      healthSentence(endpointStatus({ live: false, simulated: true }), 0),
      "outage simulated · not answering at http://localhost:11434",
    );
  });

  it("shows names and messages from elsewhere as plain text", () => {
    const status = endpointStatus({ id: "a|[x](command:evil)", state: "open", openedBecause: "<b>$(zap)</b>\nnext" });
    const markdown = tooltipMarkdown([status], false, now);
    assert.doesNotMatch(markdown, /command:evil\)|<b>|\$\(zap\)/);
    assert.equal(markdown.split("\n").filter((line) => line.startsWith("|")).length, 3);
  });

  it("says the same while time passes, and what stays true", () => {
    const open = endpointStatus({ state: "open", retryAfterMs: 42_000 });
    const limited = endpointStatus({ id: "cloud", notBefore: now + 42_000 });
    limited.metrics = { ...limited.metrics, lastHealthyAt: now - 60_000 };
    const first = tooltipMarkdown([open, limited], false, now);
    const then = timeOfDay(now + 42_000).replaceAll(":", "&#58;");
    assert.ok(first.includes(`ollama&nbsp;&nbsp; | open&nbsp;until&nbsp;${then}&nbsp;`), first);
    assert.ok(first.includes(`cloud&nbsp;&nbsp; | limited&nbsp;until&nbsp;${then}&nbsp;`), first);
    assert.equal(tooltipMarkdown([{ ...open, retryAfterMs: 1_000 }, limited], false, now + 41_000), first);
  });

  it("has no links but its own, with all that may be in it", () => {
    const bad = endpointStatus({ id: "[a](b)", model: "<b>", state: "open", openedBecause: "[x](command:y)" });
    const markdown = tooltipMarkdown([bad, { ...bad, simulated: true }], true, now, {
      badSettings: ["[one]", "<two>"],
      localOnly: true,
      machine: "[m](n)",
      hostName: "<h>",
    });
    assert.ok(hasOnlyOwnLinks(markdown));
    for (const added of ["[x](command:other)", "[x](command:llmBreaker.ask?1)", "[x]: command:x", "<a>", "<command:x>"])
      assert.ok(!hasOnlyOwnLinks(`${markdown} ${added}`), added);
  });
});
