import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import { healthSentence } from "../standing/health-words";
import { stateWord } from "../standing/words";
import { tooltipMarkdown } from "./tooltip";
import { statusView } from "./view";

const now = 1_800_000_000_000;

describe("statusView", () => {
  it("is quiet while all is well", () => {
    assert.deepEqual(statusView([endpointStatus({ live: true, ready: true })], false, now), {
      text: "$(pass) ollama",
      label: "LLM Breaker: ollama closed",
      severity: "none",
      counting: false,
    });
  });

  it("says that settings are bad, and the tooltip which, however well the endpoints are that are asked instead", () => {
    const well = endpointStatus({ live: true, ready: true });
    const view = statusView([well], false, now, true);
    assert.equal(view.text, "$(warning) bad settings  $(pass) ollama");
    assert.equal(view.label, "LLM Breaker: bad settings; ollama closed");
    assert.equal(view.severity, "warning");
    const tooltip = tooltipMarkdown([well], false, now, ["one is bad", "[two](command:x)", "three", "four"]);
    assert.match(tooltip, /\$\(warning\) one is bad\n/);
    assert.match(tooltip, /\[\$\(gear\) Open Settings\]\(command:llmBreaker\.openSettings\)/);
    assert.doesNotMatch(tooltip, /\[two\]\(command|four/);
  });

  it("claims nothing of an endpoint that nobody has looked at or called yet", () => {
    const { live: _, ...unasked } = endpointStatus();
    const view = statusView([unasked], false, now);
    assert.deepEqual(view, {
      text: "$(circle-outline) ollama",
      label: "LLM Breaker: ollama closed, not asked yet",
      severity: "none",
      counting: false,
    });
    assert.equal(healthSentence(unasked, now), "not asked yet");
    assert.match(
      tooltipMarkdown([unasked], false, now),
      /\$\(circle-outline\)&nbsp;ollama&nbsp;&nbsp; \| closed,&nbsp;not&nbsp;asked&nbsp;yet/,
    );
    const five = ["a", "b", "c", "d", "e"].map((id) => ({ ...unasked, id }));
    assert.equal(statusView(five, false, now).text, "$(circle-outline) 5 endpoints");
    assert.equal(statusView([...five.slice(1), endpointStatus()], false, now).text, "$(pass) 5 endpoints");
    const called = { ...unasked, metrics: { ...unasked.metrics, totalRequests: 1 } };
    assert.equal(statusView([called], false, now).text, "$(pass) ollama");
  });

  it("counts down while a breaker is open, and stops counting at half-open", () => {
    const open = statusView([endpointStatus({ state: "open", retryAfterMs: 41_200 })], false, now);
    assert.deepEqual(open, {
      text: "$(error) ollama open 42 s",
      label: "LLM Breaker: ollama open, next try in 42 s",
      severity: "error",
      counting: true,
    });
    const halfOpen = statusView([endpointStatus({ state: "half_open" })], false, now);
    assert.deepEqual(
      [halfOpen.text, halfOpen.severity, halfOpen.counting],
      ["$(issue-reopened) ollama half-open", "warning", false],
    );
    assert.equal(stateWord(endpointStatus({ state: "half_open" })), "half-open, the next call is a trial");
    assert.equal(
      stateWord(endpointStatus({ state: "half_open", retryAfterMs: 4_000 })),
      "half-open, another window is trying",
    );
  });

  it("does not count down what is held open", () => {
    const held = statusView(
      [endpointStatus({ state: "open", mode: "forced_open", retryAfterMs: Infinity })],
      false,
      now,
    );
    assert.deepEqual([held.text, held.severity, held.counting], ["$(circle-slash) ollama held open", "error", false]);
  });

  it("shows every endpoint, and the colour of the worst", () => {
    const view = statusView(
      [
        endpointStatus(),
        endpointStatus({ id: "cloud", state: "open", retryAfterMs: 5000 }),
        endpointStatus({ id: "lab", state: "half_open" }),
      ],
      false,
      now,
    );
    assert.equal(view.text, "$(pass) ollama  $(error) cloud open 5 s  $(issue-reopened) lab half-open");
    assert.equal(view.severity, "error");
  });

  it("counts those that are well when there are many", () => {
    const many = ["a", "b", "c", "d", "e"].map((id) => endpointStatus({ id }));
    assert.equal(statusView(many, false, now).text, "$(pass) 5 endpoints");
    assert.equal(
      statusView([...many, endpointStatus({ id: "f", state: "half_open" })], false, now).text,
      "$(issue-reopened) f half-open  $(pass) 5 more",
    );
  });

  it("shows the worst few of many, with names that fit", () => {
    const many = ["a", "b", "c", "d", "e"].map((id) => endpointStatus({ id, state: "half_open" }));
    const worst = endpointStatus({ id: "a-very-long-endpoint-name-of-the-lab-1", state: "open", retryAfterMs: 5_000 });
    assert.equal(
      statusView([...many, worst], false, now).text,
      "$(error) a-very-long…-the-lab-1 open 5 s  $(issue-reopened) a half-open  $(issue-reopened) b half-open  $(warning) 3 more",
    );
  });

  it("tells a dead server, a missing model, a wrong key and a rate limit apart", () => {
    const text = (changes: Parameters<typeof endpointStatus>[0]): string =>
      statusView([endpointStatus(changes)], false, now).text;
    assert.equal(text({ live: false }), "$(debug-disconnect) ollama not answering");
    assert.equal(text({ live: true, ready: false }), "$(package) ollama no model");
    assert.equal(
      text({ latched: { kind: "auth", message: "The API key was rejected." } }),
      "$(key) ollama check API key",
    );
    assert.equal(text({ notBefore: now + 12_000 }), "$(watch) ollama limited 12 s");
    assert.equal(text({ notBefore: now - 1 }), "$(pass) ollama");
    assert.equal(text({ inFlight: 1 }), "$(loading~spin) ollama");
  });

  it("says that the machine is offline", () => {
    assert.equal(statusView([endpointStatus()], true, now).text, "$(debug-disconnect) offline  $(pass) ollama");
  });
});

describe("tooltipMarkdown", () => {
  it("has the state and the model of each endpoint", () => {
    const status = endpointStatus({ model: "llama3.2", warm: true });
    status.metrics = {
      ...status.metrics,
      consecutiveFailures: 2,
      failureRate: 0.25,
      p50Ms: 310,
      p95Ms: 1200,
      lastHealthyAt: now - 4000,
    };
    const gap = "&nbsp;&nbsp; | ";
    assert.deepEqual(
      tooltipMarkdown([status], false, now)
        .split("\n")
        .filter((line) => line.startsWith("| "))
        .slice(1),
      [
        `| ${["$(pass)&nbsp;ollama", "closed", "2", "25&nbsp;%", "0.3&nbsp;s&nbsp;/&nbsp;1.2&nbsp;s", "4&nbsp;s&nbsp;ago"].join(gap)} |`,
        `| ${["", "llama3.2&nbsp;$(flame)&nbsp;resident", "", "", "", ""].join(gap)} |`,
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
});
