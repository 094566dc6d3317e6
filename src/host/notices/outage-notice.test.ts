import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import type { StateChange } from "../../core/breaker/types";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { ServiceEvent } from "../../core/model/service-events";
import type { Action } from "../standing/actions";
import { leadingOut } from "../standing/ways-out";
import { watchOutages } from "./outage-notice";

function watched(
  pressed?: string,
  status: Partial<EndpointStatus> = {},
  ollama = true,
): {
  change(from: StateChange["from"], to: StateChange["to"], reason: StateChange["reason"]): void;
  told: string[][];
  done: Action[];
} {
  let listener: (event: ServiceEvent) => void = () => undefined;
  const told: string[][] = [];
  const done: Action[] = [];
  watchOutages({
    service: {
      onEvent: (given) => {
        listener = given;
        return { dispose: () => undefined };
      },
      endpoints: () => [
        endpointStatus({
          state: "open",
          openedBecause: "Ollama isn't running at http://localhost:11434.",
          openedKind: "refused",
          ...status,
        }),
      ],
    },
    warn: (message, ...buttons) => {
      told.push([message, ...buttons]);
      return Promise.resolve(pressed);
    },
    offered: (actions) => leadingOut(actions, { ollama, editorModels: false }),
    perform: (action) => Promise.resolve(done.push(action)),
    log: assert.fail,
  });
  const common = {
    at: 0,
    retryAfterMs: 60_000,
    consecutiveFailures: 3,
    failureRate: undefined,
    slowCallRate: undefined,
  };
  return {
    change: (from, to, reason) =>
      listener({ type: "state", endpoint: "ollama", change: { ...common, from, to, reason } }),
    told,
    done,
  };
}

describe("watchOutages", () => {
  it("tells once an outage, however often the trial fails", () => {
    const { change, told } = watched();
    change("closed", "open", "failure_threshold");
    for (let round = 0; round < 3; round++) {
      change("open", "half_open", "recovery_timeout");
      change("half_open", "open", "trial_failure");
    }
    assert.deepEqual(told, [
      [
        "Ollama isn't running at http://localhost:11434. No calls are sent to “ollama” for 1 min.",
        "Start Ollama",
        "Check Endpoint Health",
        "Show Log",
      ],
    ]);
    change("half_open", "closed", "trial_success");
    change("closed", "open", "failure_rate");
    assert.equal(told.length, 2);
  });

  it("says when the outage is simulated, and offers to end it", () => {
    const { change, told } = watched(undefined, { simulated: true });
    change("closed", "open", "failure_threshold");
    assert.deepEqual(told, [
      [
        "Simulated outage: Ollama isn't running at http://localhost:11434. No calls are sent to “ollama” for 1 min.",
        "End Simulation",
        "Check Endpoint Health",
        "Show Log",
      ],
    ]);
  });

  it("does not offer to start an Ollama that is there and fails", () => {
    const { change, told } = watched(undefined, { openedKind: "server_error", live: true });
    change("closed", "open", "failure_threshold");
    assert.deepEqual(told[0]?.slice(1), ["Check Endpoint Health", "Show Log"]);
  });

  it("does not offer to start an Ollama that is not installed", () => {
    const { change, told } = watched(undefined, {}, false);
    change("closed", "open", "failure_threshold");
    assert.deepEqual(told[0]?.slice(1), ["Get Ollama", "Check Endpoint Health", "Show Log"]);
  });

  it("does not tell what the user did", () => {
    const { change, told } = watched();
    change("closed", "open", "trip");
    assert.deepEqual(told, []);
  });

  it("does what its button says", async () => {
    const { change, done } = watched("Start Ollama");
    change("closed", "open", "failure_threshold");
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(done, [{ do: "start_ollama" }]);
  });
});
