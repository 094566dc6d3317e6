declare module "subset-font" {
  /**
   * @param text the characters whose glyphs stay
   * @returns the font with these only
   */
  function subsetFont(
    font: Uint8Array,
    text: string,
    options: { targetFormat: "woff2"; noHinting?: boolean },
  ): Promise<Uint8Array>;
  export = subsetFont;
}
