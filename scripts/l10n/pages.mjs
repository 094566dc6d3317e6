// @ts-check
/**
 * Pages beside the walkthrough's steps. VS Code looks for one in its own language by the name itself: beside `model.md` for `model.nls.de.md`, and shows the English one
 * where there is none.
 */
import { compare } from "./compare.mjs";
import { fixedPartsOf } from "./placeholders.mjs";

/**
 * @param {{ contributes?: { walkthroughs?: { steps: { media: { markdown?: string } }[] }[] } }} manifest
 * @returns {string[]} the English ones, each once
 */
export function pagesOf({ contributes }) {
  const steps = (contributes?.walkthroughs ?? []).flatMap((walkthrough) => walkthrough.steps);
  return [...new Set(steps.flatMap(({ media }) => media.markdown ?? []))];
}

/** @param {string} page @param {string} language */
const inLanguage = (page, language) => page.replace(/\.md$/, `.nls.${language}.md`);

/**
 * @param {readonly string[]} pages
 * @param {readonly string[]} languages
 * @param {ReadonlyMap<string, string>} texts of every page there is, by its path
 * @returns {string[]} a sentence for each mistake
 */
export function comparePages(pages, languages, texts) {
  const known = new Set(pages.flatMap((page) => [page, ...languages.map((language) => inLanguage(page, language))]));
  const stray = [...texts.keys()].filter((path) => !known.has(path)).map((path) => `${path}: unused`);
  const mistakes = languages.flatMap((language) =>
    pages.flatMap((page) => {
      const file = inLanguage(page, language);
      const wanted = new Map([[page, { english: texts.get(page) ?? "", room: undefined }]]);
      return compare(file, { [page]: texts.get(file) }, wanted, fixedPartsOf);
    }),
  );
  return [...mistakes, ...stray];
}
