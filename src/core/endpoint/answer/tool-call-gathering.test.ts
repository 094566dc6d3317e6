import assert from "node:assert/strict";
import { MAX_TOOL_CALLS } from "../../model/limits";
import type { ToolCallPart } from "./said";
import { BadToolInputError, ToolCallGathering } from "./tool-call-gathering";

function gathered(parts: ToolCallPart[], cut = false) {
  const gathering = new ToolCallGathering();
  for (const part of parts) gathering.add(part);
  return gathering.calls(cut);
}

const weather = (city: string, id = "") => ({ id, name: "weather", input: { city } });

describe("ToolCallGathering", () => {
  const ways: [string, ToolCallPart[], object[]][] = [
    [
      "pieces by place, as OpenAI sends them",
      [
        { place: 0, id: "a", name: "weather", input: "" },
        { place: 0, input: '{"ci' },
        { place: 0, input: 'ty":"Bonn"}' },
        { place: 1, id: "b", name: "weather", input: "" },
        { place: 1, input: '{"city":"Köln"}' },
      ],
      [weather("Bonn", "a"), weather("Köln", "b")],
    ],
    [
      "pieces of several calls in turn",
      [
        { place: 0, id: "a", name: "weather", input: '{"city":' },
        { place: 1, id: "b", name: "weather", input: '{"city":' },
        { place: 0, input: '"Bonn"}' },
        { place: 1, input: '"Köln"}' },
      ],
      [weather("Bonn", "a"), weather("Köln", "b")],
    ],
    [
      "whole calls at one place with ids of their own, as Gemini sends them",
      [
        { place: 0, id: "a", name: "weather", input: '{"city":"Bonn"}' },
        { place: 0, id: "b", name: "weather", input: '{"city":"Köln"}' },
      ],
      [weather("Bonn", "a"), weather("Köln", "b")],
    ],
    [
      "whole calls with neither place nor id",
      [
        { name: "weather", input: '{"city":"Bonn"}' },
        { name: "weather", input: '{"city":"Köln"}' },
      ],
      [weather("Bonn"), weather("Köln")],
    ],
    [
      "objects at one place without ids, as Ollama sends them",
      [
        { place: 0, name: "weather", input: { city: "Bonn" } },
        { place: 0, name: "weather", input: { city: "Bonn" } },
      ],
      [weather("Bonn"), weather("Bonn")],
    ],
    [
      "calls that all have the same id",
      [
        { place: 0, id: "x", name: "weather", input: '{"city":"Bonn"}' },
        { place: 1, id: "x", name: "weather", input: '{"city":"Köln"}' },
      ],
      [weather("Bonn", "x"), weather("Köln", "x")],
    ],
    [
      "id and name again with every piece",
      [
        { place: 0, id: "a", name: "weather", input: '{"city":"}' },
        { place: 0, id: "a", name: "weather", input: "{}" },
        { place: 0, id: "a", name: "weather", input: 'Bonn"}' },
      ],
      [weather("}{}Bonn", "a")],
    ],
    [
      "the name again with every piece, without ids",
      [
        { place: 0, name: "weather", input: '{"city":"}' },
        { place: 0, name: "weather", input: '{Bonn"}' },
      ],
      [weather("}{Bonn")],
    ],
    [
      "pieces without a place after a name",
      [{ id: "a", name: "weather" }, { input: '{"city":' }, { input: '"Bonn"}' }],
      [weather("Bonn", "a")],
    ],
    ["nothing at all as the input", [{ id: "a", name: "now", input: "" }], [{ id: "a", name: "now", input: {} }]],
    ["blanks as the input", [{ id: "a", name: "now", input: " \n" }], [{ id: "a", name: "now", input: {} }]],
    ["JSON written twice", [{ name: "weather", input: '"{\\"city\\":\\"Bonn\\"}"' }], [weather("Bonn")]],
    [
      "a call that is told whole once more when it is closed",
      [
        { place: 0, id: "a", name: "weather", input: '{"city":"Bonn"}' },
        { place: 0, id: "a", name: "weather", input: '{"city":"Bonn"}' },
        { name: "weather", input: '{"city":"Bonn"}', whole: true },
      ],
      [weather("Bonn", "a")],
    ],
  ];
  for (const [what, parts, calls] of ways) it(`puts together ${what}`, () => assert.deepEqual(gathered(parts), calls));

  for (const [what, input] of [
    ["no JSON", "{city: Bonn}"],
    ["half of it", '{"city":'],
    ["a list", "[1]"],
    ["a number", "7"],
    ["null", "null"],
    ["nested without end", '{"a":'.repeat(100) + "1" + "}".repeat(100)],
  ] as const)
    it(`takes no call with ${what}`, () =>
      assert.throws(() => gathered([{ name: "weather", input }]), BadToolInputError));

  it("takes no call without a name", () =>
    assert.throws(() => gathered([{ id: "a", input: "{}" }]), BadToolInputError));

  it("leaves out the last call of an answer that was cut, and no other", () => {
    const half = { place: 1, id: "b", name: "weather", input: '{"ci' };
    const whole = { place: 0, id: "a", name: "weather", input: '{"city":"Bonn"}' };
    assert.deepEqual(gathered([whole, half], true), [weather("Bonn", "a")]);
    assert.throws(() => gathered([half, { ...whole, place: 2 }], true), BadToolInputError);
  });

  it("knows when there are too many, and how much was said", () => {
    const gathering = new ToolCallGathering();
    for (let place = 0; place <= MAX_TOOL_CALLS; place++) gathering.add({ place, name: "x", input: "{}" });
    assert.equal(gathering.tooMany, true);
    assert.equal(gathering.size, 3 * (MAX_TOOL_CALLS + 1));
  });

  it("looks for the end of a call a few times only, however often it seems to be there", () => {
    const gathering = new ToolCallGathering();
    const wrong = `{"a":"${"x".repeat(200_000)}"}}`;
    gathering.add({ name: "t", input: wrong });
    const { parse } = JSON;
    let looks = 0;
    JSON.parse = (...args: Parameters<typeof parse>) => (looks++, parse(...args) as unknown);
    try {
      for (let index = 0; index < 1_000; index++) gathering.add({ name: "t", input: "{}" });
    } finally {
      JSON.parse = parse;
    }
    assert.ok(looks <= 8, `${looks} looks`);
    assert.throws(() => gathering.calls(false), BadToolInputError);
  });
});
