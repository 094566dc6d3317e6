import type * as vscode from "vscode";
import { inert } from "../../core/foreign/foreign-text";
import type { EndpointStatus } from "../../core/model/endpoint";
import { causeOf, isUnwell, standingOf, type Standing } from "../standing/standing";
import { iconOf, stateWord } from "../standing/words";
import { chat as texts } from "../texts/model-provider";
import type { OfferedModel } from "./offered-model";

/** What the picker gets of a model: the stable fields, and those that newer editors know; older ones do not read them. */
export interface ModelInformation extends vscode.LanguageModelChatInformation {
  readonly isUserSelectable: boolean;
  readonly statusIcon?: vscode.ThemeIcon;
  /** Markdown by names of ours, as the newest editor has it. */
  readonly warningText?: Readonly<Record<string, string>>;
}

/** What is known at the moment. */
export interface Situation {
  statuses: readonly EndpointStatus[];
  offline: boolean;
  /** Epoch milliseconds. */
  now: number;
  /** Whether the editor shows warnings, which have the reasons. */
  warns: boolean;
  /** Who answered last, by the model's id, where that was another endpoint than its first. */
  answeredBy: ReadonlyMap<string, { endpoint: string; model: string }>;
  icon(id: string): vscode.ThemeIcon;
}

/** Tokens that are kept for the answer. */
const MOST_OUTPUT_TOKENS = 8_192;
const WARNING = "llm-breaker";

/** What the models of ours are in the picker. However their endpoints stand, they are there. */
export function modelInformations(models: readonly OfferedModel[], situation: Situation): ModelInformation[] {
  // One endpoint may have hundreds of models.
  const troubles = new Map(situation.statuses.map((status) => [status.id, troubleOf(status, situation)]));
  return models.map((model) => modelInformation(model, { ...situation, troubles }));
}

type Known = Situation & { troubles: ReadonlyMap<string, Trouble[]> };

function modelInformation(model: OfferedModel, known: Known): ModelInformation {
  const maxOutputTokens = Math.min(MOST_OUTPUT_TOKENS, Math.floor(model.contextLength / 4));
  const troubles = model.endpoints.flatMap((id) => known.troubles.get(id) ?? []);
  const answered = known.answeredBy.get(model.id);
  const where = model.type === "chain" ? texts.way(model.endpoints) : model.endpoint;
  const about = model.type === "chain" ? texts.chainTooltip(model.endpoints) : texts.endpointTooltip(model.endpoint);
  const name = model.type === "chain" ? texts.chain(model.tiers) : inert(model.model);
  const said = troubles.map(model.type === "chain" ? named : word);
  const answeredBy = answered ? [texts.answeredBy(answered.endpoint, answered.model)] : [];
  return {
    id: model.id,
    name,
    family: model.type === "chain" ? model.id : inert(model.model),
    version: "1",
    maxInputTokens: model.contextLength - maxOutputTokens,
    maxOutputTokens,
    capabilities: { toolCalling: model.tools, imageInput: model.images },
    isUserSelectable: true,
    // There is little room: what keeps an answer away takes the place of where it would come from.
    detail: texts.details([...(model.type === "chain" && said.length > 0 ? [] : [where]), ...said, ...answeredBy]),
    tooltip: texts.sentences([about, ...troubles.map(known.warns ? named : sentence), ...answeredBy]),
    ...statusOf(troubles, model.endpoints.length, known),
  };
}

interface Trouble {
  standing: Standing;
  /** “open until 14:32:10”. */
  word: string;
  /** With the endpoint's id. */
  named: string;
  /** And why. */
  sentence: string;
}

function troubleOf(status: EndpointStatus, known: Situation): Trouble[] {
  const { id } = status;
  const standing = standingOf(status, known.now, known.offline);
  if (!isTrouble(standing)) return [];
  const word = wordOf(standing, known);
  const cause = causeOf(status);
  const named = texts.state(id, word);
  return [{ standing, word, named, sentence: cause === undefined ? named : `${named}: ${cause}` }];
}

const word = (trouble: Trouble): string => trouble.word;
const named = (trouble: Trouble): string => trouble.named;
const sentence = (trouble: Trouble): string => trouble.sentence;

/** What keeps an answer away. That it is at work, or was never asked, does not. */
function isTrouble(standing: Standing): boolean {
  switch (standing.is) {
    case "held_open":
    case "open":
    case "half_open":
    case "in_need":
    case "paused":
    case "offline":
      return true;
    default:
      return isUnwell(standing);
  }
}

/** With a time of day where there is one: a picker that is open does not hear of changes, and a countdown would stand still in it. */
function wordOf(standing: Standing, { now }: Situation): string {
  if (standing.is === "paused") return texts.limitedUntil(timeOfDay(now + standing.leftMs));
  if (standing.is !== "open" || !Number.isFinite(standing.nextTryMs)) return stateWord(standing);
  return texts.openUntil(timeOfDay(now + standing.nextTryMs));
}

/** Never before the time itself. */
const timeOfDay = (at: number): string => new Date(Math.ceil(at / 1_000) * 1_000).toLocaleTimeString();

/** An icon and a warning. Where not everybody who may answer has trouble, it is a lesser one. */
function statusOf(
  troubles: Trouble[],
  of: number,
  { icon }: Situation,
): Pick<ModelInformation, "statusIcon" | "warningText"> {
  const [first] = troubles;
  if (!first) return {};
  return {
    statusIcon: icon(troubles.length < of ? "warning" : iconOf(first.standing).slice(2, -1)),
    warningText: { [WARNING]: texts.warning(troubles.map(sentence)) },
  };
}
