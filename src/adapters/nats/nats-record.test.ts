import { describe, expect, it } from "vitest";
import { formatStoredTime, parseDelivery, parseStoredTime } from "./nats-record.js";

describe("the reply subject of a delivered message", () => {
  it("tells sequence, delivery and microseconds, in the short and in the long form", () => {
    const wanted = { seq: 9_007_199_254, deliverySeq: 17, storedAt: 1_763_808_000_123_456, pending: 4 };
    expect(parseDelivery("$JS.ACK.ATTUNE_EVENTS_3.x1.1.9007199254.17.1763808000123456999.4")).toEqual(wanted);
    expect(parseDelivery("$JS.ACK._.ACC123.ATTUNE_EVENTS_3.x1.1.9007199254.17.1763808000123456999.4.rnd")).toEqual(
      wanted,
    );
    expect(parseDelivery("$JS.ACK.hub.ACC123.ATTUNE_EVENTS_3.x1.1.9007199254.17.1763808000123456999.4")).toEqual(
      wanted,
    );
  });

  it("is none for anything else", () => {
    for (const reply of [undefined, "", "_INBOX.a.b", "$JS.FC.S.x.1", "$JS.ACK.short.form"])
      expect(parseDelivery(reply)).toBeUndefined();
  });
});

describe("a stored time", () => {
  it("is read exactly, whatever decimals nats-server left out", () => {
    expect(parseStoredTime("2025-11-22T10:40:00.123456789Z")).toBe(1_763_808_000_123_456);
    expect(parseStoredTime("2025-11-22T10:40:00.12Z")).toBe(1_763_808_000_120_000);
    expect(parseStoredTime("2025-11-22T10:40:00Z")).toBe(1_763_808_000_000_000);
    expect(parseStoredTime("2025-11-22T12:40:00.5+02:00")).toBe(1_763_808_000_500_000);
  });

  it("is written as it is read", () => {
    for (const micros of [0, 1, 999_999, 1_763_808_000_123_456, 1_763_808_000_000_001])
      expect(parseStoredTime(formatStoredTime(micros))).toBe(micros);
  });
});
