import assert from "node:assert/strict";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { inPage, OpenHistory } from "../../../../test/support/dashboard/open-history";
import { requestRows } from "../../../../test/support/dashboard/scripted-host";

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
  let at: OpenHistory;
  const open = (remembered?: unknown): void => void (at = new OpenHistory(page, remembered));

  it("shows the newest, and how many there are", async () => {
    open();
    void at.view.reload();
    await at.serve(1_234);
    assert.deepEqual(
      [at.titles[0], at.view.node.querySelector(".list-count")?.textContent],
      ["question 1234", "1,234 requests"],
    );
  });

  it("goes to a row by key that is not there yet, and opens it when it comes", async () => {
    open();
    void at.view.reload();
    await at.serve(5_000);
    at.key("End");
    assert.deepEqual(at.chosen, []);
    await at.serve(5_000);
    assert.deepEqual(at.chosen, [[1, true]]);
  });

  it("opens no row of another list than the one in which it was gone to", async () => {
    open();
    void at.view.reload();
    await at.serve(250);
    at.key("End");
    await at.search("parse");
    const { answer } = at.host.last("requests");
    await answer({ rows: requestRows(9_000, 100), total: 5_000, totalExact: true });
    at.list.scrollTop = 249 * 46 - 200;
    at.list.dispatchEvent(new (inPage().Event)("scroll"));
    await at.host.last("requests").answer({ rows: requestRows(8_800, 100), total: 5_000, totalExact: true });
    assert.deepEqual(at.chosen, [], "nobody asked for the 250th of what matches");
  });

  it("keeps the selected request selected while new ones push it down", async () => {
    open();
    void at.view.reload();
    await at.serve(500);
    at.view.select(500);
    assert.equal(at.view.node.querySelector("[aria-selected=true][role=option]")?.getAttribute("aria-posinset"), "1");
    await at.comeIn(502);
    assert.equal(at.view.node.querySelector("[aria-selected=true][role=option]")?.getAttribute("aria-posinset"), "3");
  });

  it("says why it is empty, and the same whichever answer comes first", async () => {
    for (const requestsFirst of [true, false]) {
      open({ filter: { text: "x" } });
      void at.view.reload();
      if (!requestsFirst) at.view.setOverview({ ...overview, requests: 0 });
      await at.host.last("requests").answer({ rows: [], total: 0, totalExact: true });
      if (requestsFirst) at.view.setOverview({ ...overview, requests: 0 });
      assert.equal(at.empty, "No requests yet", `requests first: ${requestsFirst}`);
      at.view.setOverview(overview);
      assert.equal(at.empty, "No request matches");
      void at.view.reload();
      await at.serve(5);
      assert.equal(at.empty, undefined);
    }
  });

  it("says that signs alone cannot be searched for", async () => {
    for (const text of ["!!!", "→", '""', "😀", ". -"]) {
      open({ filter: { text } });
      at.view.setOverview(overview);
      void at.view.reload();
      await at.host.last("requests").answer({ rows: [], total: 0, totalExact: true });
      assert.equal(at.empty, "Nothing to search for", text);
    }
  });

  it("searches for the beginning of what is too long to be searched for", async () => {
    open();
    void at.view.reload();
    await at.serve(5);
    const asked = at.host.asked("requests").length;
    await at.search("x".repeat(5_000));
    assert.equal(at.host.asked("requests").length, asked + 1);
    assert.equal(at.host.last("requests").query.filter.text?.length, 1_000);
  });

  it("asks once for what is typed at a stretch", async () => {
    open();
    void at.view.reload();
    await at.serve(5);
    const asked = at.host.asked("requests").length;
    const field = at.view.node.querySelector("input[type=search]") as HTMLInputElement;
    for (const text of ["p", "pa", "par"]) {
      field.value = text;
      field.dispatchEvent(new (inPage().Event)("input"));
      await page.pass(50);
    }
    await page.pass(200);
    assert.deepEqual(
      at.host
        .asked("requests")
        .slice(asked)
        .map(({ query }) => query.filter.text),
      ["par"],
    );
  });

  it("keeps the list of before when the answer is a failure", async () => {
    open();
    void at.view.reload();
    await at.serve(5);
    await at.search("x");
    await at.host.last("requests").fail("Search is not possible now.");
    assert.deepEqual([at.failures, at.titles.length], [["Search is not possible now."], 5]);
  });
});
