import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import { FakeClock } from "../../../test/support/fake-clock";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { Action } from "../standing/actions";
import { leadingOut } from "../standing/ways-out";
import { cardOf } from "./card";
import { performOnEndpoint } from "./act";
import type { DashboardDeps } from "./deps";

const latched = { kind: "auth" as const, message: "The API key was rejected." };

function acting(status: EndpointStatus) {
  const done: (string | Action)[] = [];
  const service = {
    offline: false,
    endpoints: () => [status],
    allowTrial: (id: string) => done.push(`trial ${id}`),
    checkHealth: async () => status,
  } as unknown as DashboardDeps["service"];
  // As on a machine without Ollama.
  const offered = (actions: Action[]): Action[] => leadingOut(actions, { ollama: false, editorModels: false });
  const perform = async (action: Action): Promise<void> => void done.push(action);
  return {
    done,
    offered,
    act: (action: Parameters<typeof performOnEndpoint>[0], id = status.id) =>
      performOnEndpoint(action, id, { service, clock: new FakeClock(), perform, offered }),
  };
}

describe("a button of a dashboard's card", () => {
  it("offers what leads on here: where Ollama is not installed, to get it and not to start it", async () => {
    const silent = endpointStatus({ live: false });
    const { act, done, offered } = acting(silent);
    const card = cardOf(silent, { now: 0, offline: false, failureThreshold: 3, offered });
    assert.equal(card.cure, "Get Ollama");
    await act("mend");
    assert.deepEqual(done, [{ do: "get_ollama" }]);
  });

  it("mends what the card names", async () => {
    const { act, done } = acting(endpointStatus({ id: "cloud", type: "openai", state: "half_open", latched }));
    assert.equal(await act("mend"), undefined);
    assert.deepEqual(done, [{ do: "set_key", endpoint: "cloud" }]);
    const well = acting(endpointStatus());
    await well.act("mend");
    assert.deepEqual(well.done, []);
  });

  it("tells what a look has found in the words of every other place", async () => {
    assert.equal(await acting(endpointStatus({ latched })).act("probe"), "ollama: The API key was rejected.");
    assert.equal(
      await acting(endpointStatus({ live: false })).act("probe"),
      "ollama: not answering at http://localhost:11434",
    );
  });

  it("promises a trial only where the next call is one", async () => {
    assert.equal(await acting(endpointStatus({ state: "open" })).act("trial"), "The next call to ollama is its trial.");
    const held = acting(endpointStatus({ latched }));
    assert.equal(await held.act("trial"), "ollama is asked again with the next call.");
    assert.deepEqual(held.done, ["trial ollama"]);
  });

  it("is of no use where the endpoint is gone", async () => {
    await assert.rejects(acting(endpointStatus()).act("reset", "gone"), /There is no endpoint “gone” any more/);
  });
});
