import type { Page } from "playwright-core";
import type { AnswerPages } from "../../support/answer/page-harness";
import { measureOpening, type Kept } from "./opening";

/**
 * What pages hold that are all shown at once, each with a conversation: objects of scripts and of the document, in megabytes, after their garbage was collected. A hidden
 * panel's page is taken down by the editor and holds nothing. What an empty page takes by itself is left out.
 */
export async function measureHolding(pages: AnswerPages, count: number, kept: Kept): Promise<number> {
  let bytes = 0;
  for (let opened = 0; opened < count; opened++) {
    const answer = await pages.open();
    await measureOpening(answer, kept);
    await answer.settled();
    const context = answer.page.context();
    const held = await heldBy(answer.page);
    const empty = await context.newPage();
    bytes += held - (await heldBy(empty));
    await empty.close();
  }
  return bytes / 1e6;
}

async function heldBy(page: Page): Promise<number> {
  // Whoever drives the page puts a script of its own into it, into an empty one too.
  await page.waitForSelector("body", { state: "attached" });
  await page.evaluate(() => document.body.childElementCount);
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  // Not yet in the types: what the document holds, and what lies beside the heap.
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = (await session.send("Runtime.getHeapUsage")) as Record<
    "usedSize" | "embedderHeapUsedSize" | "backingStorageSize",
    number | undefined
  >;
  await session.detach();
  return (usedSize ?? 0) + (embedderHeapUsedSize ?? 0) + (backingStorageSize ?? 0);
}
