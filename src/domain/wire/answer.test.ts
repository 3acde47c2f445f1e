import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onsiteMessageFor } from "../../../test/harness/onsite-messages.js";
import { decodeAnswer, encodeAnswer } from "./answer.js";

describe("an answer on the wire", () => {
  it("comes back as it was", () => {
    const messages = [onsiteMessageFor("a:d1", "m1", 1_000)];
    expect(decodeAnswer(encodeAnswer({ messages, decisions: [] }))).toEqual({ messages, decisions: [] });
    expect(decodeAnswer(encodeAnswer({ messages: [], decisions: [] }))).toEqual({ messages: [], decisions: [] });
  });

  it("is none where the bytes are something else", () => {
    const whole = encodeAnswer({ messages: [onsiteMessageFor("a:d1", "m1", 1_000)], decisions: [] });
    for (let end = 0; end < whole.length; end++) expect(decodeAnswer(whole.subarray(0, end))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeAnswer(bytes) === undefined));
  });
});
