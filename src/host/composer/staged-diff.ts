import { choices } from "../notify";
import { commit as texts } from "../texts/prompts";
import { stagedDiffs } from "./staged-changes";

export interface StagedDiff {
  /** The folder of its repository. */
  root: string;
  text: string;
  /** True where the end was left out. */
  cut: boolean;
}

/** What is staged, cut to `maxChars`: of the repository at `root`, else of the one that has something, else of the one that is chosen. */
export async function stagedDiff(maxChars: number, root?: string): Promise<StagedDiff | undefined> {
  const staged = (await stagedDiffs()).filter((found) => root === undefined || found.root === root);
  const only = staged.length === 1 ? staged[0] : undefined;
  const chosen =
    only ??
    (staged.length === 0
      ? undefined
      : await choices.pick(
          staged.map((found) => ({ label: found.root, ...found })),
          { title: texts.pick },
        ));
  if (!chosen) return undefined;
  const { diff } = chosen;
  return { root: chosen.root, text: diff.slice(0, maxChars), cut: diff.length > maxChars };
}
