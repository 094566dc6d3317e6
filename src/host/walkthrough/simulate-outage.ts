import type { ChaosTransport } from "../../node/transport/chaos/chaos-transport";
import type { LlmService } from "../../core/service/service-api";
import { isHttp } from "../../core/model/endpoint-types";
import type { EndpointStatus } from "../../core/model/endpoint";
import { choices, messages } from "../notify";
import type { Action } from "../standing/actions";
import { standingOf } from "../standing/standing";
import { stateWord } from "../standing/words";
import { outage as texts } from "../texts/walkthrough";

export interface OutageDeps {
  service: Pick<LlmService, "endpoints" | "offline">;
  chaos: Pick<ChaosTransport, "set" | "active">;
  perform(action: Action): Promise<boolean>;
}

/** Long enough to ask a few times and to look around, short enough to be forgotten without harm. */
const OUTAGE_MS = 120_000;

/**
 * “LLM: Simulate Outage…”: for two minutes every connection to an endpoint is refused, by us: nothing is sent to it. Given an endpoint's id it begins at
 * once, as it does where there is only one. The dashboard has the other kinds of outage.
 */
export const simulateOutage =
  ({ service, chaos }: OutageDeps) =>
  async (endpointId?: unknown): Promise<void> => {
    const endpoints = service.endpoints().filter(({ type }) => isHttp(type));
    const given = endpoints.find(({ id }) => id === endpointId);
    const chosen = given ?? (endpoints.length > 1 ? await choose(endpoints) : endpoints[0]);
    if (chosen) {
      chaos.set(chosen.url, "fail", Date.now() + OUTAGE_MS);
      messages.transient(texts.begun(chosen.id, OUTAGE_MS), 8000);
    } else if (endpoints.length === 0) void messages.information(texts.nothingToDisturb);

    async function choose(from: EndpointStatus[]): Promise<EndpointStatus | undefined> {
      const items = from.map((status) => ({
        label: status.id,
        description: stateWord(standingOf(status, Date.now(), service.offline)),
        status,
      }));
      return (await choices.pick(items, { title: texts.pick }))?.status;
    }
  };

/** “LLM: End Simulated Outage”: what it had opened may be tried at once. */
export const endOutage =
  ({ chaos, perform }: OutageDeps) =>
  async (): Promise<void> => {
    const running = chaos.active().length > 0;
    if (running) await perform({ do: "end_simulation" });
    messages.transient(running ? texts.ended : texts.noneRuns, 8000);
  };
