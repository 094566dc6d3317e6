import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packTexts } from "../../../scripts/build/pack-texts.cjs";
import { packedTexts } from "./packed-texts";

describe("packed texts", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-texts-"));
    packTexts(".", folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const lists = (): string => join(folder, "l10n");

  it("say in each language what its bundle says", () => {
    for (const language of ["de", "zh-cn"]) {
      const bundle: unknown = JSON.parse(readFileSync(`l10n/bundle.l10n.${language}.json`, "utf8"));
      assert.deepEqual(packedTexts(lists(), language), bundle);
    }
  });

  it("are not there for English, nor for a language that is not spoken", () => {
    assert.equal(packedTexts(lists(), "en"), undefined);
    assert.equal(packedTexts(lists(), "fr"), undefined);
  });

  it("are not there where a list is damaged", () => {
    writeFileSync(join(lists(), "xx.json"), "[");
    assert.equal(packedTexts(lists(), "xx"), undefined);
  });

  it("are not packed where a language says nothing of one", () => {
    const project = join(folder, "project");
    mkdirSync(join(project, "l10n"), { recursive: true });
    writeFileSync(join(project, "l10n", "bundle.l10n.json"), '{"One":"One","Two":"Two"}');
    writeFileSync(join(project, "l10n", "bundle.l10n.de.json"), '{"Two":"Zwei"}');
    assert.throws(() => packTexts(project, folder), /bundle\.l10n\.de\.json says nothing of "One"/);
  });
});
