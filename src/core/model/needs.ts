/** What a request may need of a model beside text. */
export type Need = "tools" | "images";

/** What a model can, as far as it is known. Absent: not known, so that it may be tried. */
export interface ModelAbilities {
  tools?: boolean;
  images?: boolean;
  /** It reasons before it answers. */
  thinking?: boolean;
  /** Tokens that it can take at most; how many it is given may be fewer. */
  contextLength?: number;
}

/** In a sentence about a model: “… cannot take images”. */
export const NEED_WORDS: Record<Need, string> = { tools: "call tools", images: "take images" };
