import { describe, expect, it } from "vitest";
import { decodeOutbound, encodeOutbound, type Outbound } from "./outbox-entry.js";

const outbound: readonly Outbound[] = [
  {
    kind: "append",
    entry: {
      topic: "actions",
      partition: 3,
      id: "d1-email",
      payload: Uint8Array.of(0, 255, 13),
      person: "dTpx",
      channel: "email",
    },
  },
  { kind: "append", entry: { topic: "events", partition: 0, id: "m/1", payload: Uint8Array.of(1), internal: true } },
  {
    kind: "append",
    entry: {
      topic: "events",
      partition: 1,
      id: "slot/1",
      payload: Uint8Array.of(2),
      internal: true,
      headers: { "attune-reply": "inbox/7" },
    },
  },
  { kind: "purge", id: "purge/dTpx/9", person: "dTpx", throughSeq: 9 },
];

describe("an outbox entry", () => {
  it.each(outbound)("comes back from the store as it was: %o", (one) => {
    const back = decodeOutbound(encodeOutbound(one));
    expect(
      back.kind === "append" ? { ...back, entry: { ...back.entry, payload: [...back.entry.payload] } } : back,
    ).toEqual(one.kind === "append" ? { ...one, entry: { ...one.entry, payload: [...one.entry.payload] } } : one);
  });

  it("has an id that tells topics and partitions apart", () => {
    const [first] = outbound;
    if (first?.kind !== "append") throw new Error("unexpected");
    const elsewhere = { ...first, entry: { ...first.entry, partition: 4 } };
    expect(encodeOutbound(elsewhere).id).not.toBe(encodeOutbound(first).id);
  });
});
