import assert from "node:assert/strict";
import { Window } from "happy-dom";
import { language, speak } from "../../core/l10n/t";
import { speakAsPage, t } from "./l10n";

describe("the texts of a page", () => {
  afterEach(() => speak("en", undefined));

  function pageWith(html: string): Document {
    const { document } = new Window();
    document.write(html);
    return document as unknown as Document;
  }

  it("are those that the host has put into it", () => {
    speakAsPage(
      pageWith(
        '<html lang="de"><body><script type="application/json" id="l10n">{"Try {0} Now":"{0} jetzt versuchen"}</script></body></html>',
      ),
    );
    assert.equal(language(), "de");
    assert.equal(t("Try {0} Now", "ollama"), "ollama jetzt versuchen");
    assert.equal(t("Stop"), "Stop");
  });

  it("are English where it has put none", () => {
    speak("de", { Stop: "Anhalten" });
    speakAsPage(pageWith('<html lang="en"><body></body></html>'));
    assert.equal(t("Stop"), "Stop");
  });
});
