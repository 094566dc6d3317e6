import { Session, type Profiler } from "node:inspector/promises";

const SAMPLING_INTERVAL_US = 100;

/**
 * Runs some work under V8's sampling profiler. Other extensions start at the same time as ours on the same thread, so that neither
 * the clock nor processor time tells them apart; the stack of a sample does.
 * @param folder of the scripts that count
 * @returns milliseconds of this thread spent in those scripts and in what they called, which includes reading and compiling those that they load
 */
export async function timeInScripts(folder: string, work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_INTERVAL_US });
    await session.post("Profiler.start");
    await work();
    const { profile } = await session.post("Profiler.stop");
    return timeUnder(profile, (frame) => frame.url.includes(folder));
  } finally {
    session.disconnect();
  }
}

function timeUnder(profile: Profiler.Profile, counts: (frame: Profiler.ProfileNode["callFrame"]) => boolean): number {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const under = new Set<number>();
  const mark = (id: number, inside: boolean): void => {
    const node = nodes.get(id);
    if (!node) return;
    const within = inside || counts(node.callFrame);
    if (within) under.add(id);
    for (const child of node.children ?? []) mark(child, within);
  };
  if (profile.nodes[0]) mark(profile.nodes[0].id, false);
  const deltas = profile.timeDeltas ?? [];
  const us = (profile.samples ?? []).reduce((sum, id, index) => sum + (under.has(id) ? (deltas[index] ?? 0) : 0), 0);
  return us / 1000;
}
