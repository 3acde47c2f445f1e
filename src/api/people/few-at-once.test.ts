import { describe, expect, it } from "vitest";
import { fewAtOnce } from "./few-at-once.js";

describe("fewAtOnce", () => {
  it("lets the next one in when a work is done, however often that is said", () => {
    const enter = fewAtOnce(2);
    const done = enter();
    enter();
    expect(enter).toThrow(expect.objectContaining({ code: "ATTUNE_BUSY" }));
    done();
    done();
    enter();
    expect(enter).toThrow(expect.objectContaining({ code: "ATTUNE_BUSY" }));
  });
});
