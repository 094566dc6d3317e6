import assert from "node:assert/strict";
import { createMemoryHistory } from "../../../test/support/history/memory-history";
import { silentLogger } from "../../core/ports/logger";
import { serviceUnderTest } from "../../../test/support/service-under-test";
import { recordService } from "./record-service";

const ollama = { id: "ollama", type: "ollama", url: "http://localhost:11434", model: "llama3.2" } as const;

describe("recording the service into the history", () => {
  it("keeps a request with its command, the breaker's transitions and the loads", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [ollama] },
      { ollama: [[{ wait: 5_000 }, { text: "Hello" }, { finish: "stop" }]] },
      { loadMs: 5_000 },
    );
    const history = createMemoryHistory({ clock, logger: silentLogger });
    const recording = recordService(service, history);
    const startedAt = clock.wallNow();
    await run(service.complete("Hi", { label: { command: "Ask", title: "Greeting" } }));
    service.trip("ollama");
    clock.advance(10_000);

    const { rows } = await run(history.listRequests({ limit: 10 }));
    assert.deepEqual(
      rows.map(({ command, title, outcome, endpoint }) => ({ command, title, outcome, endpoint })),
      [{ command: "Ask", title: "Greeting", outcome: "success", endpoint: "ollama" }],
    );
    const stored = await run(history.request(rows[0]!.id));
    assert.equal(stored?.content, "Hello");
    const transitions = await run(history.listTransitions({ limit: 10 }));
    assert.deepEqual(
      transitions.map(({ endpoint, to, reason }) => ({ endpoint, to, reason })),
      [{ endpoint: "ollama", to: "open", reason: "trip" }],
    );
    const [lane] = await run(
      history.lanes({ fromMs: startedAt, toMs: clock.wallNow() + 1_000, endpoints: ["ollama"] }),
    );
    const states = new Set(lane!.intervals.map(({ state }) => state));
    assert.ok(states.has("loading") && states.has("open"), [...states].join());

    recording.dispose();
    await run(service.dispose());
    await run(history.dispose());
  });

  it("leaves out what another window has done and recorded", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [ollama] },
      { ollama: [[{ text: "Hello" }, { finish: "stop" }]] },
    );
    const history = createMemoryHistory({ clock, logger: silentLogger });
    const change = {
      from: "closed",
      to: "open",
      at: clock.wallNow(),
      retryAfterMs: 1,
      consecutiveFailures: 0,
      failureRate: undefined,
      slowCallRate: undefined,
      reason: "trip",
    } as const;
    const recording = recordService(
      {
        onEvent: (listener) => {
          listener({ type: "state", endpoint: "ollama", change, followed: true });
          listener({ type: "state", endpoint: "other", change });
          // Each window has a timer of its own for the end of an opening.
          for (const endpoint of ["ollama", "other"])
            listener({
              type: "state",
              endpoint,
              change: { ...change, from: "open", to: "half_open", reason: "recovery_timeout" },
            });
          listener({
            type: "state",
            endpoint: "ollama",
            change: { ...change, from: "half_open", reason: "trial_failure" },
          });
          return { dispose: () => undefined };
        },
      },
      history,
    );
    const transitions = await run(history.listTransitions({ limit: 10 }));
    assert.deepEqual(
      transitions.map(({ endpoint, reason }) => `${endpoint} ${reason}`),
      ["ollama trial_failure", "other recovery_timeout", "other trip"],
    );
    recording.dispose();
    await run(service.dispose());
    await run(history.dispose());
  });
});
