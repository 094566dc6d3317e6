import * as v from "valibot";
import { saidByMessage } from "../answer/message-parts";
import { saysNothing } from "../../failure/in-band/says-nothing";
import { isFields, saidOfModel, type Fields, type Said, type WireFormat } from "../answer/said";
import { usageSchema } from "./openai-schemas";

/** The chunks of `/chat/completions`, and its answer that is not streamed, which has the same parts. */
export class OpenAiAnswer implements WireFormat {
  /** The choice that is the answer: one is asked for, but some servers give more, or count from one. */
  #index: unknown;
  #usesDeltas = false;

  read(chunk: Fields): Said[] | undefined {
    const choices = choicesOf(chunk);
    const usage = usageOf(chunk);
    if (!choices && usage.length === 0 && !isCompletion(chunk)) return undefined;
    const said = choices ? this.#saidByChoices(choices, chunk["object"] === "chat.completion") : [];
    return said && [...saidOfModel(chunk["model"]), ...usage, ...said, { type: "sign" }];
  }

  /** @returns undefined where there are choices, but none that is known */
  #saidByChoices(choices: unknown[], isWhole: boolean): Said[] | undefined {
    const known = choices.filter((choice) => isFields(choice)).filter(isChoice);
    if (known.length === 0) return saysNothing(choices) ? [] : undefined;
    const said = known.map((choice) => ({ index: choice["index"] ?? 0, said: this.#saidByChoice(choice, isWhole) }));
    this.#index ??= said.find((choice) => choice.said.some(isSubstance))?.index;
    const ours = this.#index === undefined ? said[0] : said.find(({ index }) => index === this.#index);
    return ours?.said ?? [];
  }

  #saidByChoice(choice: Fields, isWhole: boolean): Said[] {
    const { delta, message, text } = choice;
    const finish: Said = { type: "finish", reason: choice["finish_reason"] ?? choice["finishReason"], ends: true };
    const piece = [...saidByMessage(delta), ...(typeof text === "string" ? saidByMessage(text) : [])];
    if (piece.length > 0) {
      this.#usesDeltas = true;
      return [...piece, finish];
    }
    const said = saidByMessage(message).map(this.#usesDeltas ? saidAgain : asItIs);
    const words = said.map((part) => (part.type === "text" ? part.text : "")).join("");
    if (words === "" || (!this.#usesDeltas && !isWhole)) return [...said, finish];
    const others = said.filter(({ type }) => type !== "text");
    return [...others, { type: "whole", text: words, otherwise: this.#usesDeltas ? "known" : "piece" }, finish];
  }
}

const asItIs = (said: Said): Said => said;

/** A closing message may repeat what pieces have said. */
const saidAgain = (said: Said): Said =>
  said.type === "tool_call" && said.part ? { ...said, part: { ...said.part, whole: true } } : said;

const isChoice = (choice: Fields): boolean => PARTS_OF_CHOICE.some((name) => choice[name] !== undefined);

/** What a choice has; those at the end come alone too, and say nothing of the answer (Azure's filter that works meanwhile). */
const PARTS_OF_CHOICE = [
  "delta",
  "message",
  "text",
  "finish_reason",
  "content_filter_results",
  "content_filter_result",
  "content_filter_offsets",
];

const isSubstance = ({ type }: Said): boolean => type !== "sign" && type !== "finish";

/** The choices, which some servers give without a list, or leave out around the only one. */
function choicesOf(chunk: Fields): unknown[] | undefined {
  const { choices, delta, message } = chunk;
  if (Array.isArray(choices)) return choices;
  if (isFields(choices)) return [choices];
  return isFields(delta) || isFields(message) ? [chunk] : undefined;
}

/** A chunk of the format, though it says nothing. */
const isCompletion = ({ object }: Fields): boolean =>
  typeof object === "string" && /^(?:chat|text)[._]completion/.test(object);

function usageOf({ usage: own, x_groq: groq }: Fields): Said[] {
  const given = own ?? (isFields(groq) ? groq["usage"] : undefined);
  const usage = isFields(given) ? v.safeParse(usageSchema, given) : undefined;
  if (!usage?.success) return [];
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens } = usage.output;
  return [{ type: "usage", promptTokens, completionTokens, totalTokens }];
}
