import assert from "node:assert/strict";
import { Emitter } from "./emitter";

describe("an emitter", () => {
  it("tells of what a listener throws, or rejects with, and goes on to the others", async () => {
    const errors: unknown[] = [];
    const heard: string[] = [];
    const emitter = new Emitter<string>((error) => errors.push(error));
    emitter.on(() => {
      throw "thrown";
    });
    emitter.on((async () => Promise.reject("rejected")) as () => void);
    emitter.on((event) => heard.push(event));
    emitter.emit("news");
    assert.deepEqual(heard, ["news"]);
    await new Promise(setImmediate);
    assert.deepEqual(errors.sort(), ["rejected", "thrown"]);
  });

  it("delivers what is raised inside a listener after what is under way, to everybody in order", () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.on((event) => {
      heard.push(`first ${event}`);
      if (event === 1) emitter.emit(2);
    });
    emitter.on((event) => heard.push(`second ${event}`));
    emitter.emit(1);
    assert.deepEqual(heard, ["first 1", "second 1", "first 2", "second 2"]);
  });
});
