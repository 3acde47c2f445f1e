import { expect, it } from "vitest";
import type { SegmentCall } from "../../simulator/segment-call.js";
import { Newcomers } from "./newcomers.js";

let calls = 0;
function viewed(anonymousId: string, item: string, userId?: string): SegmentCall {
  const properties = { product_id: item, name: item.toUpperCase() };
  const who = userId === undefined ? { anonymousId } : { anonymousId, userId };
  return {
    messageId: `m-${++calls}`,
    type: "track",
    event: "Product Viewed",
    timestamp: "2026-03-02T10:00:00Z",
    properties,
    context: {},
    ...who,
  };
}

it("a newcomer is who clicked on a few different things and never said who they are", () => {
  const newcomers = new Newcomers();
  for (const item of ["a", "b", "b"]) newcomers.saw(viewed("one", item));
  expect(newcomers.newest).toBeUndefined();
  newcomers.saw(viewed("one", "c"));
  expect(newcomers.newest).toMatchObject({
    anonymousId: "one",
    clicks: [{ id: "c", title: "C" }, { id: "b" }, { id: "a" }],
  });
  for (const item of ["d", "e", "f"]) newcomers.saw(viewed("two", item));
  expect(newcomers.newest?.anonymousId).toBe("two");
  newcomers.saw(viewed("two", "g", "ada"));
  expect(newcomers.newest?.anonymousId).toBe("one");
  for (const item of ["d", "e", "f"]) newcomers.saw(viewed("one", item));
  expect(newcomers.newest).toBeUndefined();
});
