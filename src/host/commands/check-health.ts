import { shownUrl } from "../../core/foreign/shown-url";
import type { EndpointStatus } from "../../core/model/endpoint";
import { labelOf, type Action } from "../standing/actions";
import type { HostContext } from "./context";
import { choices, type Choice } from "../notify";
import { healthActions, healthIcon, healthSentence, healthWord } from "../standing/health-words";
import { health as texts } from "../texts/standing";

interface Item extends Choice {
  action?: Action;
}

/**
 * “LLM: Check Endpoint Health”: looks at every endpoint and lists what was found, with what can be done about it.
 * Resolves with the statuses once all are in; the list stays until the user leaves it.
 */
export const checkHealth = (context: HostContext) => async (): Promise<EndpointStatus[]> => {
  await context.ready();
  const ids = context.service.endpoints().map(({ id }) => id);
  const found = new Map<string, EndpointStatus>();
  const list = choices.open<Item>(texts.title, ({ action }) => {
    if (!action) return;
    list.close();
    context.perform(action).catch((error: unknown) => context.log.error("The action could not be done", error));
  });
  const draw = (): void => list.update(ids.flatMap((id) => itemsOf(context, id, found.get(id))));
  list.say(texts.checking, true);
  draw();

  await Promise.all(
    ids.map(async (id) => {
      found.set(id, await context.service.checkHealth(id));
      draw();
    }),
  );
  list.say(texts.placeholder, false);
  return context.service.endpoints();
};

function itemsOf({ offered, service }: HostContext, id: string, status: EndpointStatus | undefined): Item[] {
  if (!status) return [{ key: id, icon: "$(loading~spin)", label: id }];
  const now = Date.now();
  const word = healthWord(status, service.offline);
  const sentence = healthSentence(status, now, service.offline);
  const cures = offered(healthActions(status, now)).map((action): Item => ({
    key: JSON.stringify([id, action]),
    icon: "$(blank)",
    label: labelOf(action),
    action,
  }));
  return [
    {
      key: id,
      icon: healthIcon(status, now, service.offline),
      label: id,
      // A whole sentence has more room below; mostly it names the address.
      description: word || sentence,
      detail: word === "" ? shownUrl(status.url) : sentence,
    },
    ...cures,
  ];
}
