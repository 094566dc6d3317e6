import { quote } from "../../core/foreign/foreign-text";
import { countdown } from "./format";

export const outage = {
  pick: "Which endpoint is to look as if it were down?",
  begun: (id: string, forMs: number) => `“${quote(id)}” looks down for ${countdown(forMs)}. Ask something and see.`,
  ended: "The simulated outage has ended: the next call is a trial.",
  noneRuns: "No outage is being simulated.",
  nothingToDisturb:
    "There is no endpoint whose outage could be simulated: those of the editor are not ours to disturb.",
};
