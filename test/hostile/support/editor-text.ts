import assert from "node:assert/strict";
import fc from "fast-check";
import { countHidden } from "../../../src/core/foreign/hidden-characters";

/** What VS Code takes for a link in notifications and prompts (src/vs/base/common/linkedText.ts). */
export const editorLinks = (text: string): string[] =>
  text.match(/\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi) ?? [];

/** What VS Code draws as an icon in labels (src/vs/base/common/iconLabels.ts); a backslash before it is not counted on. */
export const editorIcons = (text: string): string[] => text.match(/\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g) ?? [];

/** Fails when the editor would find anything alive in a text that it is given, or a person would not see all of it. */
export function assertHarmless(shown: string): void {
  // The editor itself puts blanks in the place of line ends, and cuts, before it looks for links.
  for (const text of [shown, shown.replace(/\r\n|\n|\r/g, " ").trim(), shown.slice(0, 1000)])
    assert.deepEqual(editorLinks(text), [], text);
  assert.deepEqual(editorIcons(shown), [], shown);
  assert.deepEqual([...countHidden(shown).keys()], [], shown);
  assert.doesNotMatch(shown, /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  assert.ok(shown.length <= 1000, `${shown.length} characters`);
}

/** Texts made of what links and icons are made of. */
export const liveText = fc
  .array(
    fc.constantFrom(
      "[",
      "]",
      "(",
      ")",
      "$",
      "$(",
      "](",
      "](command:x)",
      "a",
      "command:x",
      "https://e",
      "file:/e",
      "error",
      "~spin",
      " ",
      "\n",
      "\r\n",
      '"t"',
      "\\",
      "\u200b",
      "\u200d",
      "\u2060",
      "\u202e",
      "\u00ad",
      "\u0000",
      "\ufe0f",
      "\u2028",
      "😀",
      "\ud83d",
      "x".repeat(990),
    ),
    { maxLength: 16 },
  )
  .map((parts) => parts.join(""));
