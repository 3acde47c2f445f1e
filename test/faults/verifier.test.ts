import { describe, expect, it } from "vitest";
import { hash53 } from "../../src/domain/hash.js";
import { encodeDecision } from "../../src/domain/wire/outbound.js";
import { expectationOf } from "./expectation.js";
import { judgeDead, judgeItems, judgeMessages } from "./judge-output.js";
import { judgePeople } from "./judge-people.js";
import type { StoredRecord } from "./log-truth.js";
import { Notes } from "./notes.js";
import type { ObservedPerson } from "./observation.js";

const NOW = Date.parse("2026-01-10T00:00:00Z");

function record(value: object | Uint8Array): StoredRecord {
  const bytes = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
  return { partition: 0, seq: 1, stored: 1, internal: false, bytes };
}

function call(messageId: string, event: string, userId = "ann", revenue?: number): StoredRecord {
  return record({
    messageId,
    type: "track",
    event,
    userId,
    timestamp: "2026-01-09T23:59:00Z",
    properties: { revenue },
  });
}

const LOG = [
  [call("1", "Product Viewed"), call("2", "Order Completed", "ann", 20), call("2", "Order Completed", "ann", 20)],
];
const EXPECTED = expectationOf(LOG, new Set(), NOW);
const RIGHT: ObservedPerson = {
  partition: 0,
  views: 1,
  cartAdds: 0,
  orders: 1,
  revenue: 20,
  seen: [hash53("1"), hash53("2")],
  forwarded: false,
};

function people(...found: Partial<ObservedPerson>[]): object {
  return judgePeople(EXPECTED, new Map([["u:ann", found.map((one) => ({ ...RIGHT, ...one }))]]), new Notes());
}

describe("the verifier of people", () => {
  it("finds nothing where nothing is wrong", () => {
    expect(people({})).toEqual({ lost: 0, double: 0, outOfOrder: 0, wrong: 0 });
  });

  it("finds what was not applied, what was applied twice, and another order", () => {
    expect(people({ orders: 0, seen: [hash53("1")] })).toMatchObject({ lost: 1 });
    expect(people({ views: 2 })).toMatchObject({ double: 1 });
    expect(people({ seen: [hash53("2"), hash53("1")] })).toMatchObject({ outOfOrder: 1 });
    expect(people({ revenue: 40 })).toMatchObject({ wrong: 1 });
  });

  it("finds a person's profile in two partitions, and a profile of nobody", () => {
    expect(people({}, { partition: 1 })).toMatchObject({ double: 2 });
    expect(
      judgePeople(
        EXPECTED,
        new Map([
          ["u:ann", [RIGHT]],
          ["u:eve", [RIGHT]],
        ]),
        new Notes(),
      ),
    ).toMatchObject({ double: 1 });
  });
});

describe("the verifier of what left", () => {
  const message = (id: string, cause: string, action = "thank-you"): StoredRecord =>
    record({ id, data: { action, cause, person: "u:ann", decision: `d${id}` } });
  const decision = (id: string): StoredRecord =>
    record(encodeDecision({ id, person: "u:ann", candidates: [] } as unknown as Parameters<typeof encodeDecision>[0]));
  const judge = (...actions: StoredRecord[]): object =>
    judgeMessages({ events: [], actions, decisions: [decision("da")], dead: [], items: [] }, EXPECTED, new Notes())
      .faults;

  it("wants every order thanked for once, with its decision", () => {
    expect(judge(message("a", "2"))).toEqual({ messagesLost: 0, messagesDouble: 0, decisionsLost: 0 });
    expect(judge()).toMatchObject({ messagesLost: 1 });
    expect(judge(message("a", "2"), message("b", "2"))).toMatchObject({ messagesDouble: 1, decisionsLost: 1 });
    expect(judge(message("a", "2"), message("a", "1"))).toMatchObject({ messagesDouble: 1 });
  });

  it("wants the catalogue to be told of every product", () => {
    const viewed = record({
      ...{ messageId: "9", type: "track", event: "Product Viewed", userId: "ann" },
      ...{ timestamp: "2026-01-09T23:59:00Z", properties: { product_id: "shoe" } },
    });
    const expected = expectationOf([[viewed]], new Set(), NOW);
    const told = (...items: StoredRecord[]) =>
      judgeItems({ events: [], actions: [], decisions: [], dead: [], items }, expected, new Notes());
    expect(told()).toEqual({ itemsLost: 1 });
    expect(told(record({ kind: "item", id: "shoe" }))).toEqual({ itemsLost: 0 });
  });

  it("wants one reminder for a cart left half a day ago", () => {
    const left = expectationOf([[call("3", "Product Added", "bob")]], new Set(), NOW + 86_400_000);
    expect([...left.leavers]).toEqual(["u:bob"]);
  });

  it("wants in the dead letters what is poisonous, once, and nothing else", () => {
    const letter = (id: string, code: string): StoredRecord =>
      record({ code, reason: "", payload: Buffer.from(JSON.stringify({ messageId: id })).toString("base64") });
    const poison = new Map([["p", "ATTUNE_EVENT_POISON"]]);
    expect(judgeDead([letter("p", "ATTUNE_EVENT_POISON")], poison, new Notes()).faults.deadUnexpected).toBe(0);
    expect(judgeDead([], poison, new Notes()).faults.deadUnexpected).toBe(1);
    expect(
      judgeDead([letter("p", "ATTUNE_EVENT_POISON"), letter("1", "ATTUNE_STEP_FAILED")], poison, new Notes()).faults
        .deadUnexpected,
    ).toBe(1);
  });
});
