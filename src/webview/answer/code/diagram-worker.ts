import { renderMermaid } from "beautiful-mermaid";
import { firstWords } from "../../../core/foreign/first-words";
import type { DiagramReply, DiagramRequest } from "./diagram";
import type { Answered, Asked } from "./worker-with-patience";

declare function postMessage(answer: Answered<DiagramReply>): void;

/** The library's own style asks for a font from the web, which a picture never gets: the address is not even to stand there. */
const FOREIGN_FONT = /^ *@import .*$/gm;

/** Laying out a graph takes time with more than its size: that must not be the thread of the page. */
addEventListener("message", ({ data: { id, request } }: MessageEvent<Asked<DiagramRequest>>) => {
  void draw(request).then((reply) => postMessage({ id, reply }));
});

async function draw({ source, colours }: DiagramRequest): Promise<DiagramReply> {
  try {
    const svg = await renderMermaid(withoutActions(source), { ...colours, padding: 12, transparent: true });
    return { type: "drawn", svg: svg.replace(FOREIGN_FONT, "") };
  } catch (error) {
    return { type: "failed", reason: firstWords(error instanceof Error ? error.message : String(error)) };
  }
}

/** What a click on a part would do is nothing to draw, and the library would take it for a part. */
function withoutActions(source: string): string {
  return source.replace(/^[ \t]*click[ \t].*$/gm, "");
}
