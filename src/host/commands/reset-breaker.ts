import type { EndpointStatus } from "../../core/model/endpoint";
import type { HostContext } from "./context";
import { choices, messages } from "../notify";
import { breaker as texts } from "../texts/standing";
import { standingOf } from "../standing/standing";
import { stateWord } from "../standing/words";

/** “LLM: Reset Breaker…”: closes one breaker or all of them. Given an endpoint's id it resets that one at once. */
export const resetBreaker =
  (context: HostContext) =>
  async (endpointId?: unknown): Promise<void> => {
    const { offline } = context.service;
    const endpoints = context.service.endpoints();
    const ids = endpoints.map(({ id }) => id);
    const given = ids.filter((id) => id === endpointId);
    const chosen = given.length > 0 ? given : ids.length === 1 ? ids : await choose();
    if (!chosen) return;
    for (const id of chosen) context.service.reset(id);
    messages.transient(texts.reset(chosen.join(", ")), 5000);

    async function choose(): Promise<string[] | undefined> {
      const all = { label: texts.resetAll, ids };
      const word = (status: EndpointStatus): string => stateWord(standingOf(status, Date.now(), offline));
      const each = endpoints.map((status) => ({ label: status.id, description: word(status), ids: [status.id] }));
      return (await choices.pick([all, ...each], { title: texts.resetPick }))?.ids;
    }
  };
