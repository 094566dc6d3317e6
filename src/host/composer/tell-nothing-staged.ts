import { leadOn } from "../actions/lead-on";
import { messages } from "../notify";
import { gitIsElsewhere } from "./staged-changes";

/** Says why there are no changes to write about, in the words of what was to be written. */
export function tellNothingStaged(texts: { gitElsewhere: string; nothingStaged: string }): undefined {
  if (gitIsElsewhere()) void messages.information(texts.gitElsewhere);
  else leadOn(texts.nothingStaged, "sourceControl");
}
