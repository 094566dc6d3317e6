import type * as vscode from "vscode";
import { FollowedPlaces } from "./followed-places";
import { Insertion } from "./insertion";
import type { LastEditor } from "./last-editor";
import { Proposals } from "./proposals";

/** The parts through which text gets into files. */
export interface Editing extends vscode.Disposable {
  readonly places: FollowedPlaces;
  readonly insertion: Insertion;
  readonly proposals: Proposals;
}

export function createEditing(last: LastEditor): Editing {
  const places = new FollowedPlaces();
  const insertion = new Insertion(last);
  const proposals = new Proposals();
  return {
    places,
    insertion,
    proposals,
    dispose() {
      for (const part of [proposals, places]) part.dispose();
    },
  };
}
