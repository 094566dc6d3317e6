import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/support/fake-llm-service";
import { statusReport } from "./status-report";

const situation = { endpoints: [], chain: [], now: 0, offline: false, localOnly: false, badSettings: [] };

describe("the report for an agent", () => {
  it("tells the worst first, why, and when the next trial comes", () => {
    const open = endpointStatus({
      id: "cloud",
      tier: "cloud",
      url: "https://a.example/v1?key=s",
      state: "open",
      retryAfterMs: 42_000,
      openedBecause: "It said 500.",
    });
    const endpoints = [endpointStatus({ live: true, ready: true }), open];
    const lines = statusReport({ ...situation, endpoints, chain: ["cloud", "ollama"] }).split("\n");
    assert.equal(lines[0], "The chain asks cloud, then ollama.");
    assert.match(
      lines[1] ?? "",
      /^- cloud \(cloud, https:\/\/a\.example\/v1\?…\): .*breaker open, next try in 42 s; that is at 1970-01-01T00:00:42\.000Z; because: It said 500/,
    );
    assert.match(lines[2] ?? "", /^- ollama \(local, http:\/\/localhost:11434\): ready/);
  });

  it("says that there is none, that the machine is offline, and how many it leaves out", () => {
    assert.match(statusReport(situation), /no endpoints/);
    const many = Array.from({ length: 60 }, (_, index) => endpointStatus({ id: `e${index}` }));
    const chain = many.map(({ id }) => id);
    assert.match(
      statusReport({ ...situation, endpoints: many, chain }),
      /^The chain asks e0, then .+, then e49, then 10 more\.\n/,
    );
    const report = statusReport({ ...situation, endpoints: many, offline: true });
    assert.match(report, /^This machine is offline/);
    assert.match(report, /And 10 more/);
  });

  it("says what the status bar marks: that the settings are not those that were meant, and that all stays local", () => {
    const report = statusReport({
      ...situation,
      endpoints: [endpointStatus()],
      localOnly: true,
      badSettings: ["llmBreaker.endpoints must be a list, but is “x”.", "y".repeat(5_000)],
    });
    assert.match(report, /^Local only: nothing leaves this machine and its private network\.\n/);
    assert.match(report, /\nllmBreaker\.endpoints must be a list, but is “x”\. y+… The last good values stay in force/);
    assert.ok(report.length < 2_000);
  });

  it("says how an endpoint stands however long the name of its model is", () => {
    const open = endpointStatus({ model: "m".repeat(5_000), state: "open", retryAfterMs: 42_000 });
    assert.match(
      statusReport({ ...situation, endpoints: [open] }),
      / · m+… · breaker open, next try in 42 s; that is at /,
    );
  });
});
