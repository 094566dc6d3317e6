import assert from "node:assert/strict";
import { endpointCard as card } from "../../../test/support/dashboard/endpoint-card";
import { emptySeries } from "../../../test/support/dashboard/empty-series";
import { useLightPage } from "../../../test/support/dashboard/light-page";
import { requestRows, ScriptedHost } from "../../../test/support/dashboard/scripted-host";
import type { EndpointCard } from "../../core/messages/dashboard-live";
import { Dashboard } from "./dashboard";

describe("the dashboard's page", () => {
  const page = useLightPage();
  let host: ScriptedHost;

  /** Wide enough for pictures to be asked for, but without a height: there is no canvas here to draw them on. */
  const start = (remembered?: unknown, width = 646): void => {
    host = new ScriptedHost(page);
    host.state = remembered;
    (window as unknown as typeof globalThis).HTMLElement.prototype.getBoundingClientRect = () =>
      ({ left: 0, top: 0, width, height: 0 }) as DOMRect;
    new Dashboard(host).start();
  };
  const live = (changes: Partial<EndpointCard> = {}): Promise<void> =>
    host.say({ type: "live", now: Date.now(), offline: false, endpoints: [card(changes)], simulations: [] });
  const text = (selector: string): string | undefined => document.querySelector(selector)?.textContent ?? undefined;
  const kinds = (): string[] =>
    host.sent.map((message) => (message.type === "query" ? message.query.kind : message.type));
  const button = (label: string): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>("button")].find(
      (node) => node.textContent === label || node.getAttribute("aria-label")?.startsWith(label),
    );

  it("says that it is there, and asks for each thing once", () => {
    start();
    assert.deepEqual(kinds(), ["ready", "lanes", "series", "requests", "overview"]);
  });

  it("asks for no pictures before it has a width", () => {
    start(undefined, 0);
    assert.deepEqual(kinds(), ["ready", "requests", "overview"]);
  });

  it("waits in words for a host that says nothing, and tells once it is clear that it will not", async () => {
    start();
    assert.equal(text(".summary"), "Waiting for the extension…");
    await page.pass(61_000);
    assert.match(text(".toast.shown.error") ?? "", /does not answer/);
  });

  it("shows cards as they come, and tells changes of state to who cannot see them", async () => {
    start();
    await live();
    assert.deepEqual([text(".card-state"), text(".summary")], ["closed", "The breaker is closed"]);
    await live({ state: "open", standing: "open", retryAt: Date.now() + 42_000 });
    assert.deepEqual([text(".card-state"), text("[role=status]")], ["open · trial in 42 s", "ollama is open"]);
    await page.pass(2_000);
    assert.equal(text(".card-state"), "open · trial in 40 s", "counts down by itself");
  });

  it("has a button for what a card needs, while it needs it", async () => {
    start();
    const mend = (): HTMLButtonElement => document.querySelector<HTMLButtonElement>(".card-actions button")!;
    await live();
    assert.equal(mend().hidden, true);
    await live({ standing: "in_need", matter: "check API key", cure: "Set API Key…" });
    assert.deepEqual(
      [mend().hidden, mend().textContent, mend().getAttribute("aria-label"), text(".summary")],
      [false, "Set API Key…", "Set API Key: ollama", "ollama needs attention · The breaker is closed"],
    );
    mend().click();
    assert.deepEqual(host.sent.at(-1), { type: "act", action: "mend", endpoint: "ollama" });
    await live({ standing: "in_need", state: "half_open", matter: "check API key", cure: "Set API Key…" });
    assert.equal(text(".summary"), "ollama needs attention");
  });

  it("draws what is answered before, after or without a live message", async () => {
    start();
    await host.last("series").answer({ series: emptySeries({}) });
    await host.last("lanes").answer({
      lanes: [
        {
          endpoint: "ollama",
          uptime: 0.5,
          intervals: [{ fromMs: Date.now() - 60_000, toMs: Date.now(), state: "open" }],
        },
      ],
    });
    assert.equal(text(".lane-name"), "ollama");
    await live();
    assert.equal(text(".card .figure:last-child dd"), "50 %");
  });

  it("asks again for what changed, and only that", async () => {
    start();
    await host.last("lanes").answer({ lanes: [] });
    await host.last("series").answer({ series: emptySeries({}) });
    await host.last("requests").answer({ rows: requestRows(5, 5), total: 5, totalExact: true });
    await host
      .last("overview")
      .answer({ endpoints: [], commands: [], requests: 5, storage: "sqlite", searchable: true });
    const asked = async (changed: { requests: boolean; states: boolean; cleared: boolean }): Promise<string[]> => {
      const before = host.sent.length;
      await host.say({ type: "changed", ...changed });
      await page.pass(200);
      const since = kinds().slice(before);
      await host.last("lanes").answer({ lanes: [] });
      await host.last("series").answer({ series: emptySeries({}) });
      return since.sort();
    };
    assert.deepEqual(await asked({ requests: false, states: false, cleared: false }), []);
    assert.deepEqual(await asked({ requests: false, states: true, cleared: false }), ["lanes", "series"]);
    assert.deepEqual(await asked({ requests: true, states: false, cleared: false }), [
      "lanes",
      "overview",
      "requests",
      "series",
    ]);
  });

  it("asks at once for a range that a person chose, and lets go of the one before", async () => {
    start();
    button("24 h")?.click();
    assert.equal(host.asked("series").length, 2);
    const { fromMs, toMs } = host.last("series").query;
    assert.equal(toMs - fromMs, 86_400_000);
    assert.deepEqual(host.cancelled.sort(), [host.asked("lanes")[0]?.id, host.asked("series")[0]?.id].sort());
    assert.deepEqual((host.state as { range: unknown }).range, { kind: "live", spanMs: 86_400_000 });
  });

  it("opens what it remembers, and nothing of what is damaged", async () => {
    start({ request: 7, range: "yesterday", filter: { text: "x".repeat(2_000) }, list: "requests" });
    await page.pass(1);
    assert.equal(host.last("request").query.request, 7);
    assert.deepEqual(host.last("requests").query.filter, {});
    await host.last("request").answer({ request: null });
    assert.equal(text(".detail-title"), "This request is no longer in the history.");
  });

  it("says in the host's own words what went wrong with the thresholds", async () => {
    start();
    await live();
    button("Thresholds")?.click();
    await host.last("thresholds").fail("There is no endpoint of this name.");
    assert.equal(text(".toast"), "There is no endpoint of this name.");
  });

  it("spells out in what is read aloud what nobody would see in it", async () => {
    start();
    await host.say({ type: "notice", tone: "info", text: "Copied \u202Egnp.exe" });
    assert.equal(text("[role=status]"), text(".toast"));
  });

  it("lives through messages that are none, and a clock that is set back by a day", async () => {
    start();
    for (const junk of [null, "x", { type: "live" }, { type: "result", id: 1, value: { kind: "series" } }])
      page.message(junk);
    await host.say({
      type: "live",
      now: Date.now() - 86_400_000,
      offline: false,
      endpoints: [
        card({
          state: "open",
          standing: "open",
          openedAt: Date.now(),
          retryAt: Date.now() + 1_000,
          reason: "Tripped by hand.",
        }),
      ],
      simulations: [],
    });
    await page.pass(1_000);
    assert.deepEqual([text(".card-reason"), text(".toast.shown")], ["Tripped just now: Tripped by hand.", undefined]);
  });
});
