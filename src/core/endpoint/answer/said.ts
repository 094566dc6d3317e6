import { isFields, type Fields } from "../../foreign/json";

/** What one event of an answer says, in words that all wire formats share. */
export type Said =
  /** The next piece of the answer, or of the reasoning before it. */
  | { type: "text" | "thinking"; text: string }
  /**
   * All of the answer so far, and maybe more of it. `otherwise`: what the text is where the answer so far is not its beginning: another way to write the same
   * (`known`), or the next piece after all.
   */
  | { type: "whole"; text: string; otherwise: "known" | "piece" }
  /** The model declines, in words of its own. */
  | { type: "refusal"; text: string }
  /** A part of a call of a tool. Without `part`: of one that is none of ours, or in no known shape. */
  | { type: "tool_call"; part?: ToolCallPart }
  /** Work goes on. */
  | { type: "sign" }
  /** Something that may have been a piece of the answer, in no known shape. */
  | { type: "lost" }
  /** The server's word for why the answer ends. `ends`: with it the answer is complete; else a mark of its own comes. */
  | { type: "finish"; reason: unknown; ends: boolean }
  /** The format's own mark of a complete answer. */
  | { type: "complete" }
  | { type: "model"; name: string }
  /** Tokens so far; 0: not told. */
  | { type: "usage"; promptTokens: number; completionTokens: number; totalTokens: number };

/** A piece of a call of a tool, as far as its format says which. */
export interface ToolCallPart {
  /** Of the call among the others of the answer; undefined: not told. */
  place?: string | number;
  id?: string;
  name?: string;
  /** The next piece of its JSON, or all of it. */
  input?: string | object;
  /** It may say once more what was said before. */
  whole?: true;
}

export { isFields, type Fields };

/** How one kind of server writes an answer, streamed or whole. One for each answer. */
export interface WireFormat {
  /**
   * @param name what the event is called beside its data
   * @returns what the event says; undefined where it is none of the format's
   */
  read(value: Fields, name: string | undefined): Said[] | undefined;
}

/** The model's name, where there is one. */
export const saidOfModel = (name: unknown): Said[] =>
  typeof name === "string" && name !== "" ? [{ type: "model", name }] : [];
