import { describe, expect, it } from "vitest";
import { type DeadLetter, decodeDeadLetter, encodeDeadLetter } from "./index.js";

const letter: DeadLetter = {
  id: "dead-1",
  code: "ATTUNE_EVENT_NO_ID",
  reason: "no id",
  partition: 3,
  attempts: 1,
  time: 1_795_341_600_000,
  payload: new Uint8Array([0xff, 0, 0x7b]),
};

describe("a dead letter", () => {
  it("keeps the original bytes, whatever they are", () => {
    expect(decodeDeadLetter(encodeDeadLetter(letter))).toEqual(letter);
    const full: DeadLetter = { ...letter, seq: 9, source: "web", headers: { sentAt: "x" } };
    expect(decodeDeadLetter(encodeDeadLetter(full))).toEqual(full);
  });

  it("cuts a large original off and says how large it was", () => {
    const read = decodeDeadLetter(encodeDeadLetter({ ...letter, payload: new Uint8Array(100_000) }));
    expect(read?.payload.byteLength).toBe(65_536);
    expect(read?.originalBytes).toBe(100_000);
  });

  it("is not read from other bytes", () => {
    for (const text of ["", "{}", "[]", '{"id":1}']) expect(decodeDeadLetter(Buffer.from(text))).toBeUndefined();
  });
});
