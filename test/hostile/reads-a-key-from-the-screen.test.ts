import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { shownUrl } from "../../src/core/foreign/shown-url";
import { namesSecret } from "../../src/core/model/secret-names";
import type { SettingName } from "../../src/host/settings/list";
import { readSettings } from "../../src/host/settings/read";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  contributes: { configuration: { properties: Record<string, { default: unknown }> }[] };
};
const properties = Object.assign(
  {},
  ...manifest.contributes.configuration.map((section) => section.properties),
) as Record<string, { default: unknown }>;
const defaults = (name: SettingName): unknown => properties[`llmBreaker.${name}`]?.default;
const secret = "sk-live-51Hn8q2TnotYours";

/** The one message that these settings give. */
function message(values: Partial<Record<SettingName, unknown>>): string {
  const { problems } = readSettings((name) => (name in values ? values[name] : defaults(name)), defaults);
  assert.equal(
    problems.length,
    1,
    `${problems.map((problem) => problem.message).join("\n")} for ${Object.keys(values).join()}`,
  );
  return problems[0]?.message ?? "";
}
const endpoint = (more: object) =>
  message({ endpoints: [{ id: "a", type: "openai", url: "https://api.example/v1", ...more }] });

describe("somebody who reads a shared screen, a log or a pasted warning, and wants a key that stands in settings", () => {
  for (const name of [
    "apiKey",
    "api_key",
    "apikey",
    "API-KEY",
    "key",
    "token",
    "accessToken",
    "secret",
    "password",
    "authorization",
    "bearer",
    "Api Key",
  ]) {
    it(`finds it under ${name} of an endpoint`, () => {
      const told = endpoint({ [name]: secret });
      assert.ok(
        told.startsWith(`llmBreaker.endpoints[0].${name} must be left out: keys are stored with “LLM: Set API Key…”`),
        told,
      );
      assert.ok(!told.includes("sk-"), told);
    });
  }

  it("finds it under a name with a typing error that nobody foresaw", () => {
    for (const name of ["ap1k", "kye", "authorisatoin", "x", "__proto__", "constructor"]) {
      const told = endpoint(JSON.parse(`{"${name}": "${secret}"}`) as object);
      assert.match(told, /must be (one of the known properties|left out)/);
      assert.ok(!told.includes("sk-"), told);
    }
    assert.ok(!message({ window: { type: "count", size: 20, api_kye: secret } }).includes("sk-"));
    assert.ok(!message({ prompts: [{ name: "x", prompt: "y", key: secret }] }).includes("sk-"));
  });

  it("finds it inside a value of the wrong type", () => {
    for (const value of [{ api_key: secret }, [secret], [[{ deep: secret }]]]) {
      for (const name of ["id", "model", "url", "proxy", "headers", "window", "maxConcurrent", "failureThreshold"])
        assert.ok(!endpoint({ [name]: value }).includes("sk-"), name);
      for (const name of [
        "enabled",
        "window",
        "recoveryBackoff",
        "metrics.otlpHeaders",
        "metrics.otlpEndpoint",
        "prompts",
      ] as SettingName[])
        assert.ok(!message({ [name]: value }).includes("sk-"), name);
    }
    assert.ok(!endpoint({ headers: `Authorization: Bearer ${secret}` }).includes("sk-"));
    for (const name of ["maxConcurrent", "tier", "proxy", "url"])
      assert.ok(!endpoint({ [name]: secret }).includes("51Hn8q2T"), name);
  });

  it("finds it in an address", () => {
    const addresses = [
      `https://me:${secret}@api.example/v1`,
      `https://${secret}@api.example/v1`,
      `htps://me:${secret}@api.example/v1`,
      `https//me:${secret}@api.example`,
      `me:${secret}@api.example`,
      `https://me:a@${secret}@api.example`,
    ];
    for (const query of ["key", "api_key", "apiKey", "access_token", "token", "sig", "X-Goog-Api-Key"])
      addresses.push(`https://api.example/v1?api-version=1&${query}=${secret}`);
    for (const address of addresses) {
      for (const setting of ["url", "proxy"]) {
        const told = endpoint({ [setting]: address });
        assert.ok(!told.includes("sk-"), told);
      }
      assert.ok(!message({ "metrics.otlpEndpoint": address }).includes("sk-"), address);
      assert.ok(!shownUrl(address).includes("sk-"), shownUrl(address));
    }
    const azure = "https://me.openai.azure.com/openai/v1?api-version=2026-01-01";
    assert.deepEqual(
      readSettings(
        (name) => (name === "endpoints" ? [{ id: "a", type: "openai", url: azure }] : defaults(name)),
        defaults,
      ).problems,
      [],
    );
  });

  it("buries the editor under a value that is deep, long or has many names", () => {
    let deep: unknown = secret;
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`name${index}`.repeat(100), secret]));
    for (const value of [deep, many, "x".repeat(2 ** 20), "a1".repeat(2 ** 20), { ["x".repeat(2 ** 20)]: 1 }]) {
      for (const name of ["window", "enabled", "failureThreshold", "chain", "endpoints"] as SettingName[])
        assert.ok(message({ [name]: value }).length < 500, name);
      assert.ok(endpoint({ headers: value }).length < 500);
    }
  });
});

describe("somebody who reads a settings file that is synchronized or committed, and wants a key among the headers", () => {
  const secrets = [
    "authorization",
    "Authorization",
    "proxy-authorization",
    "x-authorization",
    "cf-aig-authorization",
    "Helicone-Auth",
    "cookie",
    "Cookie",
    "Set-Cookie",
    "x-api-key",
    "api-key",
    "apikey",
    "api_key",
    "X-ApiKey",
    "x-goog-api-key",
    "x-litellm-api-key",
    "x-portkey-virtual-key",
    "Ocp-Apim-Subscription-Key",
    "x-functions-key",
    "x-auth",
    "X-Auth-Token",
    "x-auth-key",
    "x-access-token",
    "X-Amz-Security-Token",
    "PRIVATE-TOKEN",
    "x-vault-token",
    "CF-Access-Client-Secret",
    "x-secret",
    "x-password",
    "X-Passwd",
    "x-jwt",
    "x-signature",
    "accessToken",
    "x-authtoken",
    "Ocp_Apim_Subscription_Key",
  ];
  const harmless = [
    "HTTP-Referer",
    "X-Title",
    "User-Agent",
    "Accept",
    "Accept-Language",
    "OpenAI-Organization",
    "OpenAI-Project",
    "OpenAI-Beta",
    "anthropic-version",
    "anthropic-beta",
    "x-goog-user-project",
    "X-Scope-OrgID",
    "x-max-tokens",
    "x-tokens",
    "x-token-limit",
    "Idempotency-Key",
    "x-cache-key",
    "Helicone-Cache-Enabled",
    "Helicone-User-Id",
    "x-portkey-provider",
    "X-Request-Id",
    "author",
    "x-monkey",
    "x-keyboard",
    "traceparent",
    "baggage",
  ];
  for (const name of secrets) {
    it(`finds it in ${name}`, () => {
      assert.ok(namesSecret(name));
      assert.equal(
        endpoint({ headers: { "X-Title": "mine", [name]: secret } }),
        `llmBreaker.endpoints[0].headers.${name} must be left out: keys are stored with “LLM: Set API Key…”.`,
      );
      assert.match(
        message({ "metrics.otlpHeaders": { [name]: secret } }),
        /must be left out: settings are no place for secrets/,
      );
    });
  }

  it("has ordinary headers refused", () => {
    for (const name of harmless) {
      assert.ok(!namesSecret(name), name);
      const endpoints = [{ id: "a", type: "openai", url: "https://api.example/v1", headers: { [name]: "value" } }];
      assert.deepEqual(
        readSettings(
          (setting) =>
            setting === "endpoints"
              ? endpoints
              : setting === "metrics.otlpHeaders"
                ? { [name]: "value" }
                : defaults(setting),
          defaults,
        ).problems,
        [],
        name,
      );
    }
  });
});
