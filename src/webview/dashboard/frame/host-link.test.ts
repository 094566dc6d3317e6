import assert from "node:assert/strict";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { ScriptedHost } from "../../../../test/support/dashboard/scripted-host";
import { HostLink, Superseded } from "./host-link";

const overview = { endpoints: [], commands: [], requests: 0, storage: "memory" as const, searchable: true };
const ask = { kind: "overview" as const };

describe("the page's line to its host", () => {
  const page = useLightPage();
  let host: ScriptedHost;
  let link: HostLink;
  const heard: string[] = [];

  beforeEach(() => {
    heard.length = 0;
    host = new ScriptedHost(page);
    link = new HostLink(host, {
      live: () => heard.push("live"),
      changed: () => heard.push("changed"),
      notice: ({ text }) => heard.push(text),
    });
  });

  it("gives each question its own answer, in whatever order they come", async () => {
    const [one, other] = [link.query("a", ask), link.query("b", ask)];
    const [first, second] = host.asked("overview");
    await second?.answer({ ...overview, requests: 2 });
    await first?.answer({ ...overview, requests: 1 });
    assert.deepEqual([(await one).requests, (await other).requests], [1, 2]);
  });

  it("tells a failure as the host's sentence", async () => {
    const answer = link.query("a", ask);
    const failed = assert.rejects(answer, { message: "The history is being repaired." });
    await host.last("overview").fail("The history is being repaired.");
    await failed;
  });

  it("drops a question when a newer one has the same purpose, and takes no late answer for the newer one's", async () => {
    const old = assert.rejects(link.query("a", ask), Superseded);
    const now = link.query("a", ask);
    await old;
    const [first, second] = host.asked("overview");
    assert.deepEqual(host.cancelled, [first?.id]);
    await first?.answer({ ...overview, requests: 1 });
    await first?.fail("too late");
    await second?.answer({ ...overview, requests: 2 });
    assert.equal((await now).requests, 2);
  });

  it("cancels nothing that was answered already", async () => {
    const first = link.query("a", ask);
    await host.last("overview").answer(overview);
    await first;
    void link.query("a", ask).catch(() => undefined);
    assert.deepEqual(host.cancelled, []);
  });

  it("does not wait for ever for a host that never answers", async () => {
    let wrong: unknown;
    link.query("a", ask).catch((error: unknown) => (wrong = error));
    await page.pass(59_000);
    assert.equal(wrong, undefined, "a slow one gets its time");
    await page.pass(1_001);
    assert.match(String(wrong), /does not answer/);
    assert.ok(!((wrong as unknown) instanceof Superseded), "somebody is to be told");
    assert.deepEqual(host.cancelled, [1], "nor need the host work on");
    await host.last("overview").answer(overview);
    const next = link.query("a", ask);
    await host.last("overview").answer({ ...overview, requests: 7 });
    assert.equal((await next).requests, 7);
    await page.pass(120_000);
    assert.deepEqual(host.cancelled, [1], "an answer ends the waiting");
  });

  it("lets saving take as long as a person who is asked takes", async () => {
    let done = false;
    void link.saveThresholds({ endpoint: "ollama", values: { failureThreshold: 3 } }).then(() => (done = true));
    await page.pass(600_000);
    await host.say({ type: "result", id: 1, value: { kind: "thresholds", endpoint: "ollama", thresholds: [] } });
    assert.ok(done);
  });

  it("passes on what comes unasked, and nothing that is no message", async () => {
    await host.say({ type: "changed", requests: true, states: false, cleared: false });
    await host.say({ type: "notice", tone: "info", text: "Copied." });
    for (const junk of [
      null,
      7,
      "live",
      {},
      { type: "live" },
      { type: "notice", tone: "loud", text: "x" },
      { type: "result", id: 99, value: { kind: "overview", ...overview } },
    ])
      page.message(junk);
    assert.deepEqual(heard, ["changed", "Copied."]);
  });

  it("reckons in the host's time, also when that is set back", async () => {
    assert.equal(link.now(), page.startedAt);
    await host.say({ type: "live", now: page.startedAt + 90_000, offline: false, endpoints: [], simulations: [] });
    await page.pass(500);
    assert.equal(link.now(), page.startedAt + 90_500);
    await host.say({ type: "live", now: page.startedAt - 5_000, offline: false, endpoints: [], simulations: [] });
    assert.equal(link.now(), page.startedAt - 5_000);
  });
});
