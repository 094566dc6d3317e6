import assert from "node:assert/strict";
import { Window } from "happy-dom";
import { speak } from "../../core/l10n/t";

interface Page {
  t(english: string, ...values: string[]): string;
}

describe("the texts of a page", () => {
  afterEach(() => {
    speak("en", undefined);
    Reflect.deleteProperty(globalThis, "document");
  });

  /** Evaluates the page's module anew, as a page does that has just been loaded. */
  async function load(html: string): Promise<Page> {
    const window = new Window();
    window.document.write(html);
    Object.assign(globalThis, { document: window.document });
    return (await import(`./l10n?${Math.random()}`)) as Page;
  }

  it("are those that the host has put into it", async () => {
    const { t } = await load(
      '<html lang="de"><body><script type="application/json" id="l10n">{"Try {0} Now":"{0} jetzt versuchen"}</script></body></html>',
    );
    assert.equal(t("Try {0} Now", "ollama"), "ollama jetzt versuchen");
    assert.equal(t("Stop"), "Stop");
  });

  it("are English where it has put none", async () => {
    const { t } = await load('<html lang="en"><body></body></html>');
    assert.equal(t("Stop"), "Stop");
  });
});
