import { inert } from "../../core/foreign/foreign-text";

const MAX_TYPE_CHARS = 100;

/** Stands in the place of what no server takes, so that the model does not answer as if there had been nothing. In English: models read it. */
export const leftOut = (mimeType: string): string =>
  `[Something of type ${inert(mimeType, MAX_TYPE_CHARS)} stood here. It was left out: only text and pictures can be sent.]`;

/** Stands in the place of one, which servers refuse. */
export const EMPTY_PICTURE = "[A picture without any data stood here.]";
