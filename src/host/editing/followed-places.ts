import * as vscode from "vscode";
import type { Stretch } from "./moved-place";
import { Place } from "./place";

/** Code that so many later questions were about is not followed any more. */
const MOST_PLACES = 200;

/** The places of code that questions are about, followed from the moment the question was asked. */
export class FollowedPlaces implements vscode.Disposable {
  readonly #places = new Set<Place>();
  readonly #listeners = [
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      for (const place of this.#of(document.uri)) place.changed(contentChanges, reader(document));
    }),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) this.#renamed(oldUri.toString(), newUri.toString());
    }),
  ];

  /** @param ranges in any order; what overlaps becomes one */
  follow(document: vscode.TextDocument, ranges: readonly vscode.Range[]): Place {
    const read = reader(document);
    const place = new Place(
      document.uri.toString(),
      inOrder(ranges).map(({ start, end }) => ({ start, end, text: read({ start, end }) })),
    );
    this.#places.add(place);
    const [oldest] = this.#places;
    if (this.#places.size > MOST_PLACES && oldest) this.#places.delete(oldest);
    return place;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#places.clear();
  }

  #of(uri: vscode.Uri): Place[] {
    const address = uri.toString();
    return [...this.#places].filter((place) => place.uri === address);
  }

  /** Of a folder, all that is in it is renamed with it. */
  #renamed(from: string, to: string): void {
    for (const place of this.#places)
      if (place.uri === from || place.uri.startsWith(`${from}/`)) place.uri = to + place.uri.slice(from.length);
  }
}

/** Reads stretches of a document, with line feeds alone. */
export function reader(document: vscode.TextDocument): (stretch: Stretch) => string {
  return (stretch) => document.getText(rangeOf(stretch)).replaceAll("\r\n", "\n");
}

export function rangeOf({ start, end }: Stretch): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Ranges in the order of the file; those that overlap are one. */
export function inOrder(ranges: readonly vscode.Range[]): vscode.Range[] {
  const ordered = [...ranges].sort((one, other) => one.start.compareTo(other.start));
  return ordered.reduce<vscode.Range[]>((apart, range) => {
    const last = apart.at(-1);
    if (last && range.start.isBefore(last.end)) apart.splice(-1, 1, last.union(range));
    else apart.push(range);
    return apart;
  }, []);
}
