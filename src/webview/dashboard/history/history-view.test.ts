import assert from "node:assert/strict";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { requestRows, ScriptedHost } from "../../../../test/support/dashboard/scripted-host";
import { HostLink } from "../frame/host-link";
import { readViewState, type ViewState } from "../frame/view-state";
import { HistoryView } from "./history-view";

const overview = {
  endpoints: ["ollama"],
  commands: ["Ask"],
  requests: 500,
  storage: "sqlite" as const,
  searchable: true,
  kind: "overview" as const,
};

describe("the dashboard's history", () => {
  const page = useLightPage();
  let host: ScriptedHost;
  let state: ViewState;
  let view: HistoryView;
  const failures: string[] = [];
  let chosen: [number, boolean][];

  const open = (remembered: unknown = {}): void => {
    failures.length = 0;
    chosen = [];
    state = readViewState(remembered);
    host = new ScriptedHost(page);
    const link = new HostLink(host, { live: () => undefined, changed: () => undefined, notice: () => undefined });
    view = new HistoryView(
      link,
      () => state,
      () => ({ fromMs: 1_000, toMs: 2_000 }),
      {
        remember: (part) => (state = { ...state, ...part }),
        choose: (request, byKey) => chosen.push([request, byKey]),
        transition: () => undefined,
        failed: (message) => failures.push(message),
      },
    );
    page.layOut(list(), { clientHeight: 460, scrollTop: 0 });
    document.body.append(view.node);
  };
  const list = (): HTMLElement => view.node.querySelector<HTMLElement>(".list") as HTMLElement;
  const key = (name: string): boolean =>
    list().dispatchEvent(
      new (window as unknown as typeof globalThis).KeyboardEvent("keydown", { key: name, cancelable: true }),
    );
  const search = async (text: string): Promise<void> => {
    const field = view.node.querySelector("input[type=search]") as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new (window as unknown as typeof globalThis).Event("input"));
    await page.pass(200);
  };
  const serve = (newest: number): Promise<void> => {
    const { query, answer } = host.last("requests");
    return answer({
      rows: requestRows(newest - query.offset, Math.max(0, Math.min(query.limit, newest - query.offset))),
      total: newest,
      totalExact: true,
    });
  };
  const titles = (): string[] => [...view.node.querySelectorAll(".row-title")].map((node) => node.textContent ?? "");
  const fresh = (): string | undefined => {
    const button = view.node.querySelector<HTMLElement>(".fresh");
    return button && !button.hidden ? (button.textContent ?? "") : undefined;
  };
  const empty = (): string | undefined => {
    const note = view.node.querySelector<HTMLElement>(".requests-pane .empty");
    return note && !note.hidden ? (note.querySelector("strong")?.textContent ?? "") : undefined;
  };
  const newRequests = { requests: true, states: false, cleared: false };

  it("shows the newest, and how many there are", async () => {
    open();
    void view.reload();
    await serve(1_234);
    assert.deepEqual(
      [titles()[0], view.node.querySelector(".panel-head .muted")?.textContent],
      ["question 1234", "1,234 requests"],
    );
  });

  it("takes new ones in at the top, and only counts them further down", async () => {
    open();
    void view.reload();
    await serve(500);
    void view.changed(newRequests);
    await serve(501);
    assert.equal(titles()[0], "question 501");
    list().scrollTop = 4_600;
    void view.changed(newRequests);
    await serve(504);
    assert.equal(fresh(), "↑ 3 new");
    view.node.querySelector<HTMLElement>(".fresh")?.click();
    await serve(504);
    assert.deepEqual([titles()[0], fresh()], ["question 504", undefined]);
  });

  it("does not offer as new what has come in with a reload meanwhile", async () => {
    open();
    void view.reload();
    await serve(500);
    list().scrollTop = 4_600;
    void view.changed(newRequests);
    const counting = host.last("requests");
    void view.reload(true);
    const reloading = host.last("requests");
    await counting.answer({ rows: [], total: 503, totalExact: true });
    await reloading.answer({ rows: requestRows(503, 100), total: 503, totalExact: true });
    assert.equal(fresh(), undefined);
  });

  it("says that counting the new ones failed", async () => {
    open();
    void view.reload();
    await serve(500);
    list().scrollTop = 4_600;
    const counted = view.changed(newRequests);
    await host.last("requests").fail("The store is locked.");
    await counted;
    assert.deepEqual(failures, ["The store is locked."]);
  });

  it("goes to a row by key that is not there yet, and opens it when it comes", async () => {
    open();
    void view.reload();
    await serve(5_000);
    key("End");
    assert.deepEqual(chosen, []);
    await serve(5_000);
    assert.deepEqual(chosen, [[1, true]]);
  });

  it("opens no row of another list than the one in which it was gone to", async () => {
    open();
    void view.reload();
    await serve(250);
    key("End");
    await search("parse");
    const { answer } = host.last("requests");
    await answer({ rows: requestRows(9_000, 100), total: 5_000, totalExact: true });
    list().scrollTop = 249 * 46 - 200;
    list().dispatchEvent(new (window as unknown as typeof globalThis).Event("scroll"));
    await host.last("requests").answer({ rows: requestRows(8_800, 100), total: 5_000, totalExact: true });
    assert.deepEqual(chosen, [], "nobody asked for the 250th of what matches");
  });

  it("keeps the selected request selected while new ones push it down", async () => {
    open();
    void view.reload();
    await serve(500);
    view.select(500);
    assert.equal(view.node.querySelector("[aria-selected=true][role=option]")?.getAttribute("aria-posinset"), "1");
    void view.changed(newRequests);
    await serve(502);
    assert.equal(view.node.querySelector("[aria-selected=true][role=option]")?.getAttribute("aria-posinset"), "3");
  });

  it("says why it is empty, and the same whichever answer comes first", async () => {
    for (const requestsFirst of [true, false]) {
      open({ filter: { text: "x" } });
      void view.reload();
      if (!requestsFirst) view.setOverview({ ...overview, requests: 0 });
      await host.last("requests").answer({ rows: [], total: 0, totalExact: true });
      if (requestsFirst) view.setOverview({ ...overview, requests: 0 });
      assert.equal(empty(), "No requests yet", `requests first: ${requestsFirst}`);
      view.setOverview(overview);
      assert.equal(empty(), "No request matches");
      void view.reload();
      await serve(5);
      assert.equal(empty(), undefined);
    }
  });

  it("says that signs alone cannot be searched for", async () => {
    for (const text of ["!!!", "→", '""', "😀", ". -"]) {
      open({ filter: { text } });
      view.setOverview(overview);
      void view.reload();
      await host.last("requests").answer({ rows: [], total: 0, totalExact: true });
      assert.equal(empty(), "Nothing to search for", text);
    }
  });

  it("searches for the beginning of what is too long to be searched for", async () => {
    open();
    void view.reload();
    await serve(5);
    const asked = host.asked("requests").length;
    await search("x".repeat(5_000));
    assert.equal(host.asked("requests").length, asked + 1);
    assert.equal(host.last("requests").query.filter.text?.length, 1_000);
  });

  it("asks once for what is typed at a stretch", async () => {
    open();
    void view.reload();
    await serve(5);
    const asked = host.asked("requests").length;
    const field = view.node.querySelector("input[type=search]") as HTMLInputElement;
    for (const text of ["p", "pa", "par"]) {
      field.value = text;
      field.dispatchEvent(new (window as unknown as typeof globalThis).Event("input"));
      await page.pass(50);
    }
    await page.pass(200);
    assert.deepEqual(
      host
        .asked("requests")
        .slice(asked)
        .map(({ query }) => query.filter.text),
      ["par"],
    );
  });

  it("keeps the list of before when the answer is a failure", async () => {
    open();
    void view.reload();
    await serve(5);
    await search("x");
    await host.last("requests").fail("Search is not possible now.");
    assert.deepEqual([failures, titles().length], [["Search is not possible now."], 5]);
  });
});
