import * as vscode from "vscode";
import type { EndpointStatus } from "../../core/model/endpoint";
import { labelOf, type Action } from "../standing/actions";
import { cures } from "../standing/cures";
import type { ChooseDeps } from "./deps";
import { choices, messages } from "../notify";
import { choose as texts } from "../texts/choose";
import { chainItem, endpointItems, isGone, type ChoiceItem, type ModelList } from "./choice-items";
import { AUTO } from "./model-choice";
import { modelList } from "./model-list";

/** A line that begins something else than a choice. */
interface Item extends ChoiceItem {
  command?: string;
  action?: Action;
}

/** “LLM: Choose Model…”: the chain, an endpoint, or a model of one, with the lists of models as they come in. */
export const chooseModel = (context: ChooseDeps) => async (): Promise<void> => {
  await context.ready();
  const { service, choice } = context;
  const endpoints = service.endpoints();
  const lists = new Map<string, ModelList>();
  const left = new AbortController();
  let chosen: Item | undefined;
  const picker = choices.open<Item>(texts.title, (item) => {
    if (!item.choice && item.command === undefined && !item.action) return;
    chosen = item;
    picker.close();
  });
  const draw = (): void =>
    picker.update([
      chainItem(choice.current),
      ...endpoints.flatMap((endpoint): Item[] => [
        separator,
        ...endpointItems(endpoint, lists.get(endpoint.id) ?? { type: "looking" }, choice.current),
        ...wayOut(context, endpoint, lists.get(endpoint.id)),
      ]),
      separator,
      { icon: "$(cloud-download)", label: texts.pull, command: "llmBreaker.pullModel" },
      { icon: "$(add)", label: texts.add, command: "llmBreaker.addEndpoint" },
    ]);
  const look = async (id: string): Promise<void> => {
    const list = await modelList(service.client(id), left.signal);
    if (left.signal.aborted) return;
    lists.set(id, list);
    await forgetGone(context, id, list);
    draw();
  };

  picker.say(texts.placeholder, true);
  draw();
  picker.mark(({ icon }) => icon === "$(check)");
  const looks = Promise.all(endpoints.map(({ id }) => look(id))).then(() => picker.say(texts.placeholder, false));
  await picker.closed;
  left.abort();
  await looks;
  if (chosen?.choice) await choice.choose(chosen.choice);
  else if (chosen?.action) await context.perform(chosen.action);
  else if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
};

const separator: Item = { label: "", kind: vscode.QuickPickItemKind.Separator };

/** What would bring a list where there is none. */
function wayOut({ offered }: ChooseDeps, endpoint: EndpointStatus, list: ModelList | undefined): Item[] {
  if (list?.type !== "failed" || list.kind === undefined) return [];
  const [action] = offered(cures({ endpoint: endpoint.id, kind: list.kind }, [endpoint]));
  return action ? [{ icon: "$(arrow-right)", label: labelOf(action), action }] : [];
}

/** A chosen model that its endpoint does not list any more is chosen no longer. */
async function forgetGone({ choice }: ChooseDeps, endpoint: string, list: ModelList): Promise<void> {
  const { current } = choice;
  if (current.type !== "model" || current.endpoint !== endpoint || !isGone(list, current.model)) return;
  await choice.choose(AUTO);
  void messages.warning(texts.gone(current.model));
}
