import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where parts are put that do not belong to the project; ignored by git and kept between runs. */
export const partsFolder = resolve(import.meta.dirname ?? __dirname, "../../.vscode-test/real");

/** A part of the real world, or why it could not be had. */
export type Part<T> = { available: true; value: T } | { available: false; why: string };

/** The part that `find` finds, or the first lines of what it threw. */
export async function findPart<T>(find: () => Promise<T>): Promise<Part<T>> {
  try {
    return { available: true, value: await find() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { available: false, why: text.trim().split("\n").slice(0, 3).join(" ") };
  }
}

/** The path of a program that is installed. */
export const onPath = (program: string): Promise<string | undefined> =>
  run("which", [program]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
