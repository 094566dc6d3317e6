import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { englishManifest } from "../../../scripts/l10n/english-manifest.cjs";
import { createEndpointClient } from "../create-client";
import { systemClock } from "../breaker/system-clock";
import { defaultUrl, ENDPOINT_TYPE_NAMES, isEndpointType, isHttp, typeInfo } from "./endpoint-types";

interface Snippet {
  label: string;
  body: { id: string; type: string; url?: string };
}
const manifest = englishManifest(".") as {
  contributes: {
    configuration: {
      properties: Record<
        string,
        { items?: { properties: { type: { enum: string[]; enumDescriptions: string[] } }; defaultSnippets: Snippet[] } }
      >;
    }[];
  };
};
const { items } = manifest.contributes.configuration.flatMap(
  ({ properties }) => properties["llmBreaker.endpoints"] ?? [],
)[0]!;

describe("the table of endpoint types", () => {
  it("is what the settings offer", () => {
    assert.deepEqual(items?.properties.type.enum, ENDPOINT_TYPE_NAMES);
    assert.deepEqual(
      items?.properties.type.enumDescriptions,
      ENDPOINT_TYPE_NAMES.map((type) => typeInfo(type).description),
    );
  });

  it("is what the snippets fill in: one a type, with its default address", () => {
    const snippets = items!.defaultSnippets;
    assert.deepEqual(
      snippets.map(({ label, body }) => [body.type, label]),
      ENDPOINT_TYPE_NAMES.map((type) => [type, typeInfo(type).label]),
    );
    for (const { body } of snippets) {
      assert.ok(isEndpointType(body.type));
      const url = isHttp(body.type) ? (defaultUrl(body.type) ?? "a place for it") : undefined;
      assert.equal(body.url?.startsWith("$") ? "a place for it" : body.url, url, body.type);
    }
  });

  it("is what docs/settings.md names", () => {
    const line = readFileSync("docs/settings.md", "utf8")
      .split("\n")
      .find((text) => text.startsWith("| `llmBreaker.endpoints`"));
    assert.ok(line?.includes(`\`type\` (${ENDPOINT_TYPE_NAMES.map((type) => `\`${type}\``).join(", ")})`), line);
  });

  it("has a client for each type that is reached by HTTP, and for no other", () => {
    const deps = {
      transport: { request: () => Promise.reject(new Error("not here")), dispose: () => Promise.resolve() },
      clock: systemClock,
      connectTimeoutMs: () => 1,
    };
    for (const type of ENDPOINT_TYPE_NAMES) {
      const create = () => createEndpointClient({ id: "it", type, url: defaultUrl(type) ?? "http://localhost" }, deps);
      if (isHttp(type)) assert.ok(create());
      else assert.throws(create, TypeError);
    }
  });

  it("takes nothing for a type that is none", () => {
    for (const value of ["", "Ollama", "toString", "__proto__", undefined, null, 3, ["ollama"]])
      assert.equal(isEndpointType(value), false, String(value));
  });
});

/** A place that decides by a type's name. */
function decides(source: string): string[] {
  const name = `["'](?:${ENDPOINT_TYPE_NAMES.join("|")})["']`;
  const forms = [
    `[=!]==?\\s*${name}`,
    `${name}\\s*[=!]==?`,
    `\\bcase\\s+${name}`,
    `[(\\[,]\\s*${name}\\s*[,)\\]]`,
    `${name}\\s*\\|`,
    `\\|\\s*${name}`,
  ];
  const pattern = new RegExp(forms.join("|"), "g");
  return [...source.matchAll(pattern)].map(([text]) => text);
}

describe("what decides by the type of an endpoint", () => {
  it("is recognised in every form", () => {
    for (const text of [
      'type === "ollama"',
      "'openai' !== type",
      'case "vscode-lm":',
      '["ollama", "openai"].includes(type)',
      'choice("anthropic")',
      'type: "ollama" | "openai"',
      'v.picklist(["openai"])',
    ]) {
      assert.ok(decides(text).length > 0, text);
    }
    for (const text of [
      '{ id: "ollama", type: "ollama", url }',
      '"api.openai.com": "openai",',
      '"vscode-lm": (config) => new Client(config)',
    ])
      assert.deepEqual(decides(text), [], text);
  });

  it("asks the table: no other place compares names", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
    );
    const found = sources
      .filter((file) => !file.endsWith(join("model", "endpoint-types.ts")))
      .flatMap((file) => decides(readFileSync(join("src", file), "utf8")).map((text) => `${file}: ${text}`));
    assert.deepEqual(found, []);
    assert.ok(sources.length > 200);
  });
});
