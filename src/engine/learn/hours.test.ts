import { describe, expect, it } from "vitest";
import { anEngineContext, aTrack, MONDAY } from "../../../test/harness/engine-context.js";
import { PartitionStatistics } from "../../worker/statistics.js";
import { weekOf } from "../../domain/popularity.js";
import type { Engine } from "../../domain/step.js";
import { DAY, HOUR, WEEK } from "../../domain/time.js";
import { createEngine, type Profile } from "../index.js";
import { learnCohortHour } from "./hours.js";
import { hoursOf } from "./hours-snapshot.js";
import { readPopulation } from "./read-population.js";

/** Halves every week: easily counted. */
const base = anEngineContext();
const context = { ...base, timing: { ...base.timing, recipe: { ...base.timing.recipe, halfLifeMs: WEEK } } };
const T = weekOf(MONDAY);

/** A partition of people who click on mail at ten o'clock in zones of their own. */
class Town {
  readonly engine: Engine<Profile> = createEngine(context);
  readonly statistics = new PartitionStatistics(0, 1);

  click(zone: string, time: number, person = 0): this {
    const told = (name: string, properties = {}) => ({
      ...aTrack(name, time, properties),
      person: `u:${zone}${person}` as const,
      context: { timezone: zone },
    });
    const event = told("Email Link Clicked", { link: "https://shop.test/1" });
    const met = this.engine.step(undefined, told("Product Viewed", { product_id: "p" }), this.statistics);
    this.statistics.addAll(met.statistics);
    this.statistics.addAll(this.engine.step(met.profile, event, this.statistics).statistics);
    return this;
  }

  fade(time: number): this {
    this.statistics.addAll(this.engine.faded(this.statistics.all(), time));
    return this;
  }

  get hours() {
    return hoursOf(this.statistics.all());
  }

  get cohorts(): number {
    return this.statistics.statistic("hours", "#");
  }
}

const ZONES = Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC");

describe("everybody's hours", () => {
  it("are counted by the local hour, for all and for people of one zone who are alike", () => {
    const town = new Town();
    for (let person = 0; person < 30; person++) town.click("Asia/Tokyo", T + HOUR, person);
    const { email, onsite, ...cohorts } = town.hours;
    expect(email?.[0].map((weight, hour) => (weight > 0 ? hour : -1)).filter((hour) => hour >= 0)).toEqual([10]);
    expect(email?.[0][10]).toBe(30);
    expect(onsite?.[0][10]).toBe(15);
    expect(Object.keys(cohorts)).toEqual([expect.stringMatching(/^email@Asia\/Tokyo\/\w+-\w+$/)]);
  });

  it("know a zone by one name, however people's devices write it", () => {
    const town = new Town().click("Asia/Tokyo", T).click("asia/tokyo", T, 1).click("ASIA/TOKYO", T, 2);
    expect(town.cohorts).toBe(1);
  });

  it("keep no more cohorts than a partition may have, and take others when some have faded", () => {
    const town = new Town();
    for (const zone of ZONES.slice(0, 100)) town.click(zone, T);
    expect(town.cohorts).toBe(64);
    expect(town.hours["email"]?.[0].reduce((sum, weight) => sum + weight, 0)).toBe(100);
    town.fade(T).fade(T + DAY);
    expect(town.cohorts).toBe(64);
    town.fade(T + 10 * WEEK);
    expect(town.cohorts).toBe(0);
    expect(town.click(ZONES[99] as string, T + 10 * WEEK).cohorts).toBe(1);
  });

  it("take off what was counted, and begin no cohort by that", () => {
    const town = new Town();
    const learnt = new Map<string, number>();
    const out = { learn: (_: string, key: string, by: number) => learnt.set(key, by), learnt: () => 0 } as never;
    learnCohortHour("email@UTC/new-any", "exposures", 3, -1, out, town.statistics);
    expect(learnt.size).toBe(0);
    learnCohortHour("email@UTC/new-any", "exposures", 3, 1, out, town.statistics);
    expect(learnt.get("3")).toBe(64);
  });

  it("fade once a week, to whole numbers", () => {
    const town = new Town();
    for (let person = 0; person < 30; person++) town.click("UTC", T + 10 * HOUR, person);
    const weight = () => town.hours["email"]?.[0][10] ?? 0;
    town.fade(T + DAY);
    expect(weight()).toBe(30);
    town.fade(T + WEEK);
    expect(weight()).toBe(15);
    town.fade(T + WEEK + DAY);
    expect(weight()).toBe(15);
    town.fade(T + 40 * WEEK);
    expect(town.hours).toEqual({});
  });

  it("come back with the population snapshot; one of before there were any has none", () => {
    const town = new Town();
    for (let person = 0; person < 30; person++) town.click("UTC", T + 10 * HOUR, person);
    const bytes = town.engine.population(town.statistics.all(), MONDAY);
    const { hours } = readPopulation(bytes);
    expect(hours.get("email")?.responses[10]).toBe(30);
    expect([...hours.keys()].some((cohort) => cohort.startsWith("email@UTC/"))).toBe(true);
    const { hours: _, channels: __, ...before } = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    expect(readPopulation(Buffer.from(JSON.stringify(before))).hours.size).toBe(0);
    const broken = JSON.stringify({ ...before, hours: { email: [[1], [1]] } });
    expect(() => readPopulation(Buffer.from(broken))).toThrow("it is no population snapshot");
  });
});
