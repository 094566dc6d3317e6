import type { HostContext } from "./context";
import { CannotEdit } from "../editing/editable";
import { messages } from "../notify";

/** “LLM: Apply Proposed Change” and “LLM: Discard Proposed Change”, above the difference that they are about. */
export function proposedChangeCommands({ proposals }: Pick<HostContext, "proposals">): {
  apply(uri: unknown): Promise<void>;
  discard(uri: unknown): Promise<void>;
} {
  return {
    async apply(uri) {
      const proposal = proposals.find(uri);
      try {
        if (proposal) await proposals.apply(proposal);
      } catch (error) {
        if (!(error instanceof CannotEdit)) throw error;
        void messages.warning(error.message);
      }
    },
    async discard(uri) {
      const proposal = proposals.find(uri);
      if (proposal) await proposals.discard(proposal);
    },
  };
}
