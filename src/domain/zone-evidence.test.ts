import { describe, expect, it } from "vitest";
import { aDraft, aTrait } from "../../test/harness/draft-of.js";
import { anEngineContext } from "../../test/harness/engine-context.js";
import type { Trait } from "./profile.js";
import { zoneEvidence, zoneOf } from "./zone-evidence.js";

const context = anEngineContext({ zone: "Europe/Warsaw" });
const evidence = (...traits: Trait[]) => zoneEvidence(aDraft({ traits }), context);

describe("the person's zone", () => {
  it("is what they or their device said", () => {
    expect(evidence(aTrait("timezone", "Asia/Tokyo"), aTrait("country", "DE"))).toEqual({
      zone: "Asia/Tokyo",
      zones: ["Asia/Tokyo"],
      source: "declared",
    });
    expect(evidence(aTrait("timezone", "Asia/Tokyo", { provenance: "observed" })).source).toBe("observed");
  });

  it("is the one in the middle of their country's, and may be any of them", () => {
    expect(evidence(aTrait("timezone", "Mars/Olympus"), aTrait("country", "de"))).toMatchObject({
      zone: "Europe/Berlin",
      source: "country",
    });
    const states = evidence(aTrait("country", "US"));
    expect(states.zone).toBe("America/Chicago");
    expect(states.zones).toEqual(expect.arrayContaining(["Pacific/Honolulu", "America/New_York"]));
  });

  it("is the shop's where nothing is known", () => {
    for (const traits of [[], [aTrait("country", "XX")], [aTrait("country", "Germany")], [aTrait("country", 5)]])
      expect(evidence(...traits)).toEqual({ zone: "Europe/Warsaw", zones: ["Europe/Warsaw"], source: "unknown" });
  });

  it("is one and the same wherever it is asked", () => {
    for (const traits of [[], [aTrait("country", "US")], [aTrait("timezone", "Asia/Tokyo")]])
      expect(zoneOf(aDraft({ traits }), context)).toBe(evidence(...traits).zone);
  });
});
