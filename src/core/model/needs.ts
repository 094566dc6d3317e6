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
