import { tWord } from "../../core/l10n/t";
import type { ListedModel } from "../../core/endpoint/client";
import { typeInfo } from "../../core/model/endpoint-types";
import type { FailureKind } from "../../core/model/failure-kinds";
import type { EndpointStatus } from "../../core/model/endpoint";
import { composer } from "../texts/asking";
import { choose as texts } from "../texts/choose";
import { bytes } from "../texts/format";
import type { Choice as Line } from "../notify";
import { AUTO, type Choice } from "./model-choice";

/** What is known of an endpoint's models. */
export type ModelList =
  | { type: "looking" }
  | { type: "listed"; models: readonly ListedModel[] }
  | { type: "failed"; why: string; kind?: FailureKind };

/** A line of the picker, with what it stands for. */
export interface ChoiceItem extends Line {
  choice?: Choice;
}

/** The chain first. */
export function chainItem(current: Choice): ChoiceItem {
  return { icon: tick(current.type === "auto"), label: composer.auto, description: composer.autoDetail, choice: AUTO };
}

/** An endpoint as a whole, which can be chosen whatever became of its list, and below it its models. */
export function endpointItems({ id, type, model }: EndpointStatus, list: ModelList, current: Choice): ChoiceItem[] {
  const whole: ChoiceItem = {
    icon: tick(current.type === "endpoint" && current.endpoint === id),
    label: id,
    description: texts.whole(tWord(typeInfo(type).label), model),
    choice: { type: "endpoint", endpoint: id },
  };
  switch (list.type) {
    case "looking":
      return [whole, { icon: "$(loading~spin)", label: texts.looking }];
    case "failed":
      return [{ ...whole, detail: texts.noModels(list.why) }];
    case "listed":
      return list.models.length === 0
        ? [{ ...whole, detail: texts.noModels(texts.none) }]
        : [whole, ...modelItems(id, list.models, current)];
  }
}

function modelItems(endpoint: string, models: readonly ListedModel[], current: Choice): ChoiceItem[] {
  const chosen = current.type === "model" && current.endpoint === endpoint ? current.model : undefined;
  return models.map((model) => ({
    icon: tick(model.name === chosen),
    label: model.name,
    description: [endpoint, ...factsOf(model)].join(" · "),
    choice: { type: "model", endpoint, model: model.name },
  }));
}

/** Its size, and that it is in memory. */
export function factsOf({ bytes: size, resident }: ListedModel): string[] {
  return [...(size === undefined ? [] : [bytes(size)]), ...(resident ? [texts.resident] : [])];
}

/** True where a list tells that a chosen model is not there any more. */
export const isGone = (list: ModelList, model: string): boolean =>
  list.type === "listed" && !list.models.some(({ name }) => name === model);

const tick = (chosen: boolean): "$(check)" | "$(blank)" => (chosen ? "$(check)" : "$(blank)");
