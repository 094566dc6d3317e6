import { FakeClock } from "../support/fake-clock";
import { OutageBoard } from "../support/outage-board";
import assert from "node:assert/strict";
import fc from "fast-check";
import { Choices } from "../../src/host/notify/choices";
import { Inputs } from "../../src/host/notify/inputs";
import { Messages } from "../../src/host/notify/messages";
import { Progress } from "../../src/host/notify/progress";
import { Steps } from "../../src/host/notify/steps";
import { watchOutages } from "../../src/host/notices/outage-notice";
import { settings as settingTexts } from "../../src/host/texts/settings";
import { MAX_NOTICE_CHARS } from "../../src/core/model/limits";
import { inert } from "../../src/core/foreign/foreign-text";
import { endpointStatus } from "../unit/support/endpoint-status";
import { RecordingWindow } from "./support/recording-window";
import { assertHarmless, editorIcons, editorLinks, liveText } from "./support/editor-text";

/** Every way in which somebody gets a word into one of our texts, with what he would write there. */
const attacks = [
  "Down. [Details](command:workbench.action.openSettings)",
  "[Reload to repair](command:workbench.action.showCommands)",
  '[Repair](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%0A%22%7D "harmless").ts',
  "[a](HTTPS://evil.example/x)[b](File:///etc/passwd)",
  "[two\nlines](command:x)",
  "[a]\r\n(command:x)",
  "[a]](command:x)",
  "[[a](command:x)](command:y)",
  "[a]\u200b(command:x) [b]\u2060(command:x) [c]\u00ad(command:x)",
  "[a](command:x".concat(" ".repeat(3), ")"),
  "$(error) $(loading~spin) \\$(zap) $$(x)",
  "[$(shield)](command:x)",
  "\u202egnp.exe\u202c and \u2066\u2069\u200f",
  "\u0007\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007",
  "line one\nline two\u2028line three\u0085four",
  `${"x".repeat(5000)}[a](command:x)`,
  `${"😀".repeat(3000)}`,
  "\ud83d alone",
];

describe("An attacker who gets a word into a message", () => {
  it("has weapons that work where nobody defends", () => {
    assert.equal(editorLinks(attacks[0]!).length, 1);
    assert.equal(editorLinks(attacks[3]!).length, 2);
    assert.equal(editorIcons("$(loading~spin)").length, 1);
  });

  for (const attack of attacks) {
    it(`runs a command by one click on a notice that says ${JSON.stringify(attack.slice(0, 60))}`, async () => {
      const window = new RecordingWindow();
      const messages = new Messages(window);
      window.press = 1;
      assert.equal(
        await messages.information(attack, "fine", attack),
        attack,
        "a button is told apart by what it was given as",
      );
      await messages.warning(`“${attack}” failed`, attack);
      await messages.error(attack);
      await messages.confirm(attack, attack, attack);
      messages.transient(attack, 5000);
      window.assertHarmless();
      assert.equal(window.shown.length, 10);
    });

    it(`draws an icon in a list by ${JSON.stringify(attack.slice(0, 60))}`, async () => {
      const window = new RecordingWindow();
      const choices = new Choices(window);
      window.choose = 0;
      const choice = { label: attack, description: attack, detail: attack };
      assert.equal(await choices.pick([choice], { title: attack, placeHolder: attack }), choice);
      const live = choices.open(attack, () => undefined);
      live.update([choice]);
      live.say(attack, true);
      window.assertHarmless();
      assert.equal(window.shown.length, 10);
    });

    it(`draws an icon or a link in one of several steps by ${JSON.stringify(attack.slice(0, 60))}`, () => {
      const window = new RecordingWindow();
      const steps = new Steps(window, {} as never);
      const words = { title: attack, placeholder: attack, step: 2, of: 3 };
      void steps.choose(words, [{ label: attack, description: attack, detail: attack }]);
      void steps.type({ ...words, prompt: attack }, () => undefined);
      window.assertHarmless();
      assert.equal(window.shown.length, 8);
    });

    it(`puts a link into a box or a bar by ${JSON.stringify(attack.slice(0, 60))}`, async () => {
      const window = new RecordingWindow();
      const inputs = new Inputs(window);
      await inputs.secret({ title: attack, prompt: attack, placeholder: attack }, () => attack);
      inputs.create({ title: attack, prompt: attack, placeholder: attack }).complain(attack);
      await new Progress(window, 15, new FakeClock()).run(attack, (_signal, report) =>
        Promise.resolve(report(attack, 0.5)),
      );
      window.assertHarmless();
      assert.equal(window.shown.length, 10);
    });
  }

  it("hides what he says from the person who reads it", () => {
    assert.equal(inert(attacks[0]!), "Down. [Details] (command:workbench.action.openSettings)");
    assert.equal(inert("$(error) all\u202e well"), "$ (error) all⟨U+202E⟩ well");
    assert.equal(
      inert("家族 👨‍👩‍👧 ❤️ 1️⃣ می‌خواهم क्‍ष Zoë"),
      "家族 👨‍👩‍👧 ❤️ 1️⃣ می‌خواهم क्‍ष Zoë",
      "what people really write stays as it is",
    );
  });

  it("finds words that are alive for the editor all the same", () => {
    fc.assert(
      fc.property(liveText, (text) => {
        const shown = inert(text);
        assertHarmless(shown);
        assert.equal(inert(shown), shown, "once is enough");
      }),
      { numRuns: 3000 },
    );
  });

  it("joins two harmless words to a link", () => {
    fc.assert(
      fc.property(liveText, liveText, (one, other) => assertHarmless(inert(`${one}${other}`))),
      { numRuns: 1000 },
    );
  });

  it("crowds out our own words with his", () => {
    const message = settingTexts.refused("x".repeat(100_000));
    assert.match(inert(message), /The last good ones stay in force\.$/);
    const bad = settingTexts.bad(
      Array.from({ length: 30 }, () => `llmBreaker.${"x".repeat(5_000)} must be a number, but is 1.`),
    );
    assert.match(inert(bad), / And 29 more\. The last good values stay in force, or else the defaults\.$/);
    assert.ok(inert("y".repeat(1_000_000)).length <= MAX_NOTICE_CHARS);
  });
});

describe("An attacker whose server or shared row tells why a breaker opened", () => {
  it("gets a link into the notice of the outage, or pushes its end out of sight", async () => {
    const window = new RecordingWindow();
    const messages = new Messages(window);
    let listener: ((event: never) => void) | undefined;
    for (const attack of attacks) {
      const status = endpointStatus({ id: attack, state: "open", openedBecause: attack, retryAfterMs: 42_000 });
      const service = {
        onEvent: (take: never) => ((listener = take), { dispose: () => undefined }),
        endpoints: () => [status],
      };
      const clock = new FakeClock();
      watchOutages({
        clock,
        outages: new OutageBoard(),
        service: service as never,
        warn: (message, ...buttons) => messages.warning(message, ...buttons),
        offered: (actions) => actions,
        perform: () => Promise.resolve(),
        log: (error) => assert.fail(String(error)),
      });
      const change = { from: "closed", to: "open", reason: "failure_threshold", retryAfterMs: 42_000 };
      listener?.({ type: "state", endpoint: attack, change, followed: true } as never);
      clock.advance(60_000);
      await new Promise(setImmediate);
      assert.match(window.shown.at(-3) ?? "", /No calls are sent to “.*” for 42 s\.$/);
    }
    window.assertHarmless();
  });
});
