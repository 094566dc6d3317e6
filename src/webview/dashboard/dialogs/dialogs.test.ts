import assert from "node:assert/strict";
import type { ThresholdField } from "../../../core/messages/dashboard-results";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { ScriptedHost } from "../../../../test/support/dashboard/scripted-host";
import { HostLink } from "../frame/host-link";
import { openDialog } from "./dialog";
import { openSimulateDialog } from "./simulate-dialog";
import { openThresholdsDialog } from "./thresholds-dialog";

const fields: ThresholdField[] = [
  { name: "failureThreshold", own: 5, shared: 3, min: 1, max: 1_000, whole: true },
  { name: "recoveryTimeout", own: null, shared: 60, min: 0, max: 86_400, whole: false },
];

describe("the dashboard's dialogs", () => {
  const page = useLightPage();
  let host: ScriptedHost;
  let link: HostLink;

  beforeEach(() => {
    host = new ScriptedHost(page);
    link = new HostLink(host, { live: () => undefined, changed: () => undefined, notice: () => undefined });
  });

  const dialog = (): HTMLDialogElement | null => document.querySelector("dialog");
  const button = (): HTMLButtonElement => dialog()?.querySelector("button[type=submit]") as HTMLButtonElement;
  const problem = (): string => dialog()?.querySelector("[role=alert]")?.textContent ?? "";
  const submit = async (): Promise<void> => {
    dialog()
      ?.querySelector("form")
      ?.dispatchEvent(new (window as unknown as typeof globalThis).Event("submit", { cancelable: true }));
    await page.settle();
  };
  const openThresholds = async (): Promise<HTMLInputElement[]> => {
    void openThresholdsDialog("ollama", link);
    await host.last("thresholds").answer({ endpoint: "ollama", thresholds: fields });
    return [...(dialog()?.querySelectorAll("input") ?? [])];
  };
  const saved = (): unknown[] =>
    host.sent.flatMap((message) => (message.type === "saveThresholds" ? [message.values] : []));

  it("close with what is done, and leave nothing behind", async () => {
    openDialog("Title", [], { confirm: "Do", cancel: "Leave" }, () => Promise.resolve(undefined));
    await submit();
    assert.equal(dialog(), null);
  });

  it("can be used again after something went wrong, whatever it was", async () => {
    const results = [
      () => Promise.resolve("Not so."),
      () => Promise.reject(new Error("The disk is full.")),
      () => {
        throw new Error("no host");
      },
      () => Promise.resolve(undefined),
    ];
    openDialog(
      "Title",
      [],
      { confirm: "Do", cancel: "Leave" },
      () => results.shift()?.() ?? Promise.resolve(undefined),
    );
    for (const said of ["Not so.", "The disk is full.", "no host"]) {
      await submit();
      assert.deepEqual([problem(), button().disabled], [said, false]);
    }
    await submit();
    assert.equal(dialog(), null);
  });

  it("save only what was changed, and nothing when nothing was", async () => {
    await openThresholds();
    await submit();
    assert.deepEqual([saved(), dialog()], [[], null]);
    const [streak, recovery] = await openThresholds();
    if (recovery) recovery.value = " 2,5 ";
    await submit();
    assert.deepEqual(saved(), [{ recoveryTimeout: 2.5 }]);
    assert.equal(button().disabled, true, "while it is being saved");
    assert.equal(streak?.value, "5");
  });

  it("take an emptied field for the value of all", async () => {
    const [streak] = await openThresholds();
    if (streak) streak.value = "  ";
    await submit();
    assert.deepEqual(saved(), [{ failureThreshold: null }]);
  });

  it("refuse what is no number of the range, and say which", async () => {
    const [streak] = await openThresholds();
    for (const text of [
      "0",
      "1001",
      "2.5",
      "-1",
      "x",
      "NaN",
      "Infinity",
      "1e999",
      "1 2",
      "0x10",
      "0b11",
      "1,000.5",
      ",",
    ]) {
      if (streak) streak.value = text;
      await submit();
      assert.match(problem(), /a whole number from 1 to 1,000/, text);
      assert.equal(streak?.getAttribute("aria-invalid"), "true", text);
    }
    assert.deepEqual(saved(), []);
  });

  it("say what the host has against it", async () => {
    const [streak] = await openThresholds();
    if (streak) streak.value = "7";
    await submit();
    const id = host.sent.flatMap((message) => (message.type === "saveThresholds" ? [message.id] : []))[0] ?? 0;
    await host.say({ type: "failed", id, message: "The settings are read-only." });
    assert.deepEqual([problem(), button().disabled], ["The settings are read-only.", false]);
  });

  it("begin a simulation of what was chosen", async () => {
    openSimulateDialog("ollama", link);
    const hang = dialog()?.querySelector<HTMLInputElement>("input[value=hang]");
    if (hang) hang.checked = true;
    const time = dialog()?.querySelector("select");
    assert.equal(time?.value, "60000");
    if (time) time.value = "300000";
    await submit();
    assert.deepEqual(
      [host.sent, dialog()],
      [[{ type: "simulate", endpoint: "ollama", mode: "hang", forMs: 300_000 }], null],
    );
  });
});
