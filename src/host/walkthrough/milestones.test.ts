import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Emitter } from "../../core/async/emitter";
import type { StateChange, StateChangeReason } from "../../core/breaker/types";
import type { ServiceEvent } from "../../core/model/service-events";
import { englishManifest } from "../../../scripts/l10n/english-manifest.cjs";
import { requestRecord } from "../../../test/support/fake-llm-service";
import { watchMilestones } from "./milestones";

describe("the walkthrough's milestones", () => {
  const events = new Emitter<ServiceEvent>();
  let reached: string[];
  const change = (to: StateChange["to"], reason: StateChangeReason): ServiceEvent => ({
    type: "state",
    endpoint: "ollama",
    change: {
      from: to === "open" ? "closed" : "half_open",
      to,
      at: 0,
      retryAfterMs: 0,
      consecutiveFailures: 3,
      failureRate: undefined,
      slowCallRate: undefined,
      reason,
    },
  });
  const health = (live: boolean, ready?: boolean): ServiceEvent => ({
    type: "health",
    endpoint: "ollama",
    at: 0,
    live,
    changed: true,
    ...(ready !== undefined && { ready }),
  });
  const told = (...given: ServiceEvent[]): string[] => {
    reached = [];
    const watching = watchMilestones({ onEvent: (listener) => events.on(listener) }, (one) => reached.push(one));
    for (const event of given) events.emit(event);
    watching.dispose();
    return reached;
  };

  it("are reached by what has happened", () => {
    assert.deepEqual(
      told(
        health(true, true),
        { type: "request", record: requestRecord() },
        change("open", "failure_threshold"),
        change("closed", "trial_success"),
      ),
      ["modelReady", "answered", "breakerOpened", "breakerClosedAgain"],
    );
  });

  it("are not reached by what only looks like it", () => {
    assert.deepEqual(
      told(
        health(false),
        health(true, false),
        health(true),
        { type: "request", record: requestRecord({ outcome: "failure" }) },
        { type: "request", record: requestRecord({ outcome: "cached" }) },
        change("half_open", "recovery_timeout"),
        change("closed", "reset"),
      ),
      [],
    );
  });

  it("are told once, and not after the end", () => {
    const open = change("open", "failure_threshold");
    assert.deepEqual(told(open, open), ["breakerOpened"]);
    events.emit(open);
    assert.deepEqual(reached, ["breakerOpened"]);
  });
});

type Media = { markdown: string } | { image: Record<string, string>; altText: string };

describe("the walkthrough in package.json", () => {
  const { contributes } = englishManifest(".") as {
    contributes: {
      commands: { command: string }[];
      configuration: { properties: Record<string, unknown> }[];
      walkthroughs: { steps: { id: string; description: string; completionEvents: string[]; media: Media }[] }[];
    };
  };
  const steps = contributes.walkthroughs.flatMap((one) => one.steps);
  const commands = contributes.commands.map(({ command }) => command);
  const settings = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));

  it("has a button in each step, for a command that there is", () => {
    for (const { id, description } of steps) {
      const named = Array.from(description.matchAll(/\(command:([\w.]+)(?:\?([^)]*))?\)/g));
      assert.ok(named.length > 0, id);
      for (const [, command = "", given] of named) {
        assert.ok(commands.includes(command), command);
        if (given === undefined) continue;
        const value: unknown = JSON.parse(decodeURIComponent(given));
        if (command === "llmBreaker.openSettings") assert.ok(settings.includes(String(value)), String(value));
      }
    }
  });

  it("ticks a step off by a milestone or a setting that there is", () => {
    const source = readFileSync("src/host/walkthrough/milestones.ts", "utf8");
    for (const event of steps.flatMap(({ completionEvents }) => completionEvents)) {
      const [kind, name = ""] = event.split(":");
      if (kind === "onSettingChanged") assert.ok(settings.includes(name), event);
      else {
        assert.equal(kind, "onContext", event);
        assert.ok(source.includes(`"${name.replace("llmBreaker.", "")}"`), event);
      }
    }
  });

  it("has the files and pictures that it shows", () => {
    for (const { id, media } of steps) {
      if ("markdown" in media) assert.match(readFileSync(media.markdown, "utf8"), /^## \S/, id);
      else {
        assert.deepEqual(Object.keys(media.image).sort(), ["dark", "hc", "hcLight", "light"], id);
        assert.ok(media.altText.length > 20, id);
        for (const picture of Object.values(media.image))
          assert.equal(readFileSync(picture).toString("latin1", 8, 12), "WEBP", picture);
      }
    }
  });
});
