import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/support/fake-llm-service";
import { statusReport } from "./status-report";

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
    const lines = statusReport(
      [endpointStatus({ live: true, ready: true }), open],
      ["cloud", "ollama"],
      0,
      false,
    ).split("\n");
    assert.equal(lines[0], "The chain asks cloud, then ollama.");
    assert.match(
      lines[1] ?? "",
      /^- cloud \(cloud, https:\/\/a\.example\/v1\?…\): .*breaker open, next try in 42 s; that is at 1970-01-01T00:00:42\.000Z; because: It said 500/,
    );
    assert.match(lines[2] ?? "", /^- ollama \(local, http:\/\/localhost:11434\): ready/);
  });

  it("says that there is none, that the machine is offline, and how many it leaves out", () => {
    assert.match(statusReport([], [], 0, false), /no endpoints/);
    const many = Array.from({ length: 60 }, (_, index) => endpointStatus({ id: `e${index}` }));
    const chain = many.map(({ id }) => id);
    assert.match(statusReport(many, chain, 0, false), /^The chain asks e0, then .+, then e49, then 10 more\.\n/);
    const report = statusReport(many, [], 0, true);
    assert.match(report, /^This machine is offline/);
    assert.match(report, /And 10 more/);
  });
});
