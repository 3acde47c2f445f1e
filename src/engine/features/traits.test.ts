import { describe, expect, it } from "vitest";
import { aChannel, aTrack, anEngineContext, anEvent, MONDAY } from "../../../test/harness/engine-context.js";
import type { JsonObject, SegmentEvent } from "../../domain/event.js";
import { Draft } from "../profile/draft.js";
import { EMPTY_PROFILE } from "../profile/stored-profile.js";
import { StepOutput } from "../step-output.js";
import { applyFeatures } from "./apply.js";

const context = anEngineContext({
  channels: new Map([["email", aChannel("email", { addressTrait: "email" })]]),
  traits: new Map([["income", { provenance: "third-party", confidence: 0.3 }]]),
});

function after(...events: SegmentEvent[]) {
  const draft = new Draft(EMPTY_PROFILE, "u:ada");
  const out = new StepOutput();
  for (const event of events) applyFeatures(draft, event, context, out);
  const weaker = out.result("event.applied", undefined, 0, []).totals.get("reasons.fact.weaker") ?? 0;
  return { draft, traits: draft.read("traits"), weaker };
}

const identify = (traits: JsonObject, time = MONDAY, attune?: JsonObject) =>
  anEvent({ type: "identify", traits, time, ...(attune === undefined ? {} : { context: { attune } }) });

describe("traits", () => {
  it("are declared by identify calls, by the time of the statement", () => {
    const { traits } = after(
      identify({ email: "new@example.com", age: 30, nested: { a: 1 }, gone: "x" }, MONDAY + 1),
      identify({ email: "old@example.com" }, MONDAY),
      identify({ gone: null }, MONDAY + 2),
    );
    expect(traits).toEqual([
      { key: "email", value: "new@example.com", time: MONDAY + 1, provenance: "declared", confidence: 1 },
      { key: "age", value: 30, time: MONDAY + 1, provenance: "declared", confidence: 1 },
    ]);
  });

  it("have the provenance and confidence that the event or the configuration gives", () => {
    const { traits } = after(
      identify({ pregnant: true }, MONDAY, { provenance: "inferred", confidence: 0.97 }),
      identify({ income: "high" }),
      identify({ size: 42 }, MONDAY, { provenance: "observed" }),
      identify({ shoe: 42 }, MONDAY, { provenance: "gossip", confidence: 7 }),
    );
    expect(traits.map(({ key, provenance, confidence }) => [key, provenance, confidence])).toEqual([
      ["pregnant", "inferred", 0.97],
      ["income", "third-party", 0.3],
      ["size", "observed", 0.9],
      ["shoe", "declared", 1],
    ]);
  });

  it("are not overwritten or taken back by a weaker word, however late; a stronger one overwrites whatever the time", () => {
    const declared = identify({ pregnant: false }, MONDAY);
    const guess = { provenance: "inferred" };
    const { traits, weaker } = after(
      declared,
      identify({ pregnant: true }, MONDAY + 1, guess),
      identify({ pregnant: null }, MONDAY + 2, guess),
      identify({ pregnant: false }, MONDAY + 3, guess),
    );
    expect(traits).toMatchObject([{ value: false, time: MONDAY, provenance: "declared" }]);
    expect(weaker).toBe(2);
    expect(after(identify({ pregnant: true }, MONDAY + 1, guess), declared).traits).toMatchObject([
      { value: false, provenance: "declared" },
    ]);
    expect(after(identify({ pregnant: true }, MONDAY + 1, guess), identify({ pregnant: null })).traits).toEqual([]);
  });

  it("make room by strength, then age, and addresses last", () => {
    const many = Object.fromEntries(Array.from({ length: context.limits.traits - 2 }, (_, n) => [`k${n}`, n]));
    const { traits } = after(
      identify({ email: "a@example.com" }),
      identify({ guessed: 1 }, MONDAY, { provenance: "inferred" }),
      identify({ ...many, one: 1, two: 2 }),
    );
    const keys = traits.map(({ key }) => key);
    expect(keys).toHaveLength(context.limits.traits);
    expect(keys).not.toContain("guessed");
    expect(keys).not.toContain("k0");
    expect(keys).toEqual(expect.arrayContaining(["email", "k1", "two"]));
  });

  it("include tags, which the site assigns and removes", () => {
    const tag = (name: string, value: string, time = MONDAY) => aTrack(name, time, { tag: value });
    const { traits } = after(
      tag("Tag Assigned", "vip"),
      tag("Tag Assigned", "b2b"),
      tag("Tag Removed", "b2b", MONDAY + 1),
    );
    expect(traits).toMatchObject([{ key: "tag.vip", value: true, provenance: "observed" }]);
  });
});

describe("what a device tells", () => {
  const page = (told: JsonObject, time = MONDAY) => anEvent({ type: "page", time, context: told });

  it("is kept: push token, time zone and language", () => {
    const { traits } = after(page({ device: { token: "tok" }, timezone: "Europe/Berlin", locale: "de_DE" }));
    expect(traits.map(({ key, value, provenance }) => [key, value, provenance])).toEqual([
      ["timezone", "Europe/Berlin", "observed"],
      ["locale", "de-DE", "observed"],
      ["pushToken", "tok", "declared"],
    ]);
  });

  it("does not overwrite what was declared, and is not counted as a weaker fact each time", () => {
    const { traits, weaker } = after(
      identify({ timezone: "Europe/Paris" }),
      page({ timezone: "Europe/Berlin" }, MONDAY + 1),
    );
    expect(traits).toMatchObject([{ value: "Europe/Paris" }]);
    expect(weaker).toBe(0);
  });

  it("is left alone when it is known: the traits are not written again", () => {
    const base = after(page({ timezone: "Europe/Berlin", locale: "de-DE", device: { token: "tok" } })).draft.finish();
    const draft = new Draft(base, "u:ada");
    const again = page({ timezone: "Europe/Berlin", locale: "de_DE", device: { token: "tok" } }, MONDAY + 1);
    applyFeatures(draft, again, context, new StepOutput());
    expect(draft.hasChanged("traits")).toBe(false);
    applyFeatures(draft, page({ timezone: "Asia/Tokyo" }, MONDAY + 2), context, new StepOutput());
    expect(draft.read("traits").find(({ key }) => key === "timezone")).toMatchObject({ value: "Asia/Tokyo" });
  });

  it.each(["Mars/Olympus", "+01:00", "", "x".repeat(200), "Europe/Berlin; drop"])("is no zone: %s", (timezone) => {
    expect(after(page({ timezone, locale: "not a locale" })).traits).toEqual([]);
  });
});
