import { describe, expect, it } from "vitest";
import type { PersonKey } from "../../domain/person.js";
import { DAY, HOUR, MINUTE } from "../../domain/time.js";
import { TimelineBuilder } from "../rows/timeline.js";
import { ERASED, type IntentLabels, labelMoments } from "./labels.js";

type What = "view" | "order" | "mail";

/** Moments by hand: who, when, what. */
function labelled(
  moments: readonly (readonly [who: string, time: number, what?: What])[],
  until: number,
  change: (timeline: TimelineBuilder) => void = () => {},
): IntentLabels {
  const timeline = new TimelineBuilder();
  for (const [who, time, what = "view"] of moments)
    timeline.add({ person: who as PersonKey, time, isActive: what !== "mail", isOrder: what === "order" });
  change(timeline);
  return labelMoments(timeline.finish(), moments.length, { sessionGapMs: 30 * MINUTE, churnMs: 10 * DAY, until });
}

/** [session, day, churn] of each. */
function heads({ labels }: IntentLabels): number[][] {
  return Array.from({ length: labels.length / 3 }, (_, at) => [...labels.subarray(3 * at, 3 * at + 3)]);
}

describe("labels of moments", () => {
  it("say whether an order came before the visit's end, within a day, and whether nobody came back", () => {
    const found = labelled(
      [
        ["u:ann", 0],
        ["u:ann", 20 * MINUTE, "order"],
        ["u:ann", 12 * HOUR],
        ["u:ann", 30 * HOUR, "order"],
        ["u:ben", 0],
      ],
      40 * DAY,
    );
    expect(heads(found)).toEqual([
      [1, 1, 0],
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  it("don't count the order itself, nor one of the same moment that came before", () => {
    const found = labelled(
      [
        ["u:ann", 5, "order"],
        ["u:ann", 5],
        ["u:ann", 5, "order"],
        ["u:ann", 5],
      ],
      40 * DAY,
    );
    expect(heads(found).map(([session]) => session)).toEqual([1, 1, 0, 0]);
  });

  it("are not known before a no could be: a yes near the end counts no sooner", () => {
    const moments = [
      ["u:ann", 0],
      ["u:ann", 10 * MINUTE, "order"],
    ] as const;
    expect(heads(labelled(moments, 39 * MINUTE))[0]).toEqual([-1, -1, -1]);
    expect(heads(labelled(moments, 40 * MINUTE))[0]).toEqual([1, -1, -1]);
    expect(heads(labelled(moments, DAY))[0]).toEqual([1, 1, -1]);
    const { knownAt } = labelled(moments, DAY);
    expect([...knownAt.subarray(0, 3)]).toEqual([40 * MINUTE, DAY, 10 * DAY]);
  });

  it("follow people to whom they became, and leave out who was erased", () => {
    const found = labelled(
      [
        ["a:phone", 0],
        ["u:ann", 10 * MINUTE, "order"],
        ["u:ben", 0],
      ],
      40 * DAY,
      (timeline) => {
        timeline.link("a:phone", "u:ann", 5 * MINUTE);
        timeline.forget("u:ben");
      },
    );
    expect(heads(found)[0]).toEqual([1, 1, 1]);
    expect(found.people[0]).toBe(found.people[1]);
    expect(found.people[2]).toBe(ERASED);
    expect(heads(found)[2]).toEqual([-1, -1, -1]);
  });

  it("of a receipt are those of the visit that it leads to; it is none itself", () => {
    const found = labelled(
      [
        ["u:ann", 0, "mail"],
        ["u:ann", 10 * MINUTE],
        ["u:ann", 20 * MINUTE, "order"],
        ["u:ann", 5 * HOUR, "mail"],
        ["u:ann", 11 * DAY, "mail"],
      ],
      40 * DAY,
    );
    expect(heads(found)[0]).toEqual([1, 1, 1]);
    expect(heads(found)[3]).toEqual([0, 0, 1]);
    expect(found.visits[0]).toBe(found.visits[2]);
    expect(found.visits[3]).not.toBe(found.visits[2]);
  });
});
