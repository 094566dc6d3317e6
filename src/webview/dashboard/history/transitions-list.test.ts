import assert from "node:assert/strict";
import type { TransitionRow } from "../../../core/messages/dashboard-results";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { ScriptedHost } from "../../../../test/support/dashboard/scripted-host";
import { HostLink } from "../frame/host-link";
import { TransitionsList } from "./transitions-list";

const rows = (newest: number, many: number): TransitionRow[] =>
  Array.from({ length: many }, (_, index) => ({
    id: newest - index,
    endpoint: "ollama",
    from: "closed",
    to: "open",
    at: newest - index,
    reason: `trip ${newest - index}`,
  }));

describe("the list of state changes", () => {
  const page = useLightPage();
  let host: ScriptedHost;
  let list: TransitionsList;
  const failures: string[] = [];

  beforeEach(() => {
    failures.length = 0;
    host = new ScriptedHost(page);
    list = new TransitionsList(
      new HostLink(host, { live: () => undefined, changed: () => undefined, notice: () => undefined }),
      (message) => failures.push(message),
      () => undefined,
    );
  });

  const reasons = (): string[] => [...list.node.querySelectorAll(".row-why")].map((cell) => cell.textContent ?? "");
  const older = (): HTMLButtonElement => list.node.querySelector(":scope > button") as HTMLButtonElement;
  const load = async (newest: number, many: number): Promise<void> => {
    void list.load(undefined);
    await host.last("transitions").answer({ rows: rows(newest, many) });
  };

  it("may be empty, and says so", async () => {
    await load(0, 0);
    assert.deepEqual(
      [reasons(), list.node.querySelector<HTMLElement>(".empty")?.hidden, older().hidden],
      [[], false, true],
    );
  });

  it("grows by what is older, to its end", async () => {
    await load(150, 100);
    assert.equal(older().hidden, false);
    older().click();
    assert.equal(host.last("transitions").query.before, 51);
    await host.last("transitions").answer({ rows: rows(50, 50) });
    assert.deepEqual([reasons().length, reasons().at(-1), older().hidden], [150, "trip 1", true]);
  });

  it("loses nothing of the newest when older ones are asked for meanwhile", async () => {
    await load(500, 100);
    void list.load(undefined);
    const newest = host.last("transitions");
    older().click();
    const before = host.last("transitions");
    await newest.answer({ rows: rows(502, 100) });
    await before.answer({ rows: rows(400, 100) });
    assert.equal(host.last("transitions").query.before, 403, "asked again from where the list ends now");
    await host.last("transitions").answer({ rows: rows(402, 100) });
    assert.deepEqual(
      reasons(),
      rows(502, 200).map(({ reason }) => reason),
      "no gap",
    );
  });

  it("tells what went wrong and keeps what it has", async () => {
    await load(5, 5);
    void list.load(undefined);
    await host.last("transitions").fail("busy");
    assert.deepEqual([failures, reasons().length], [["busy"], 5]);
  });
});
