import { describe, expect, it } from "vitest";
import { A_PARTITION, aTrack, anEngineContext, anEvent, MONDAY } from "../../../test/harness/engine-context.js";
import type { EraseEvent, MergeEvent, PersonEvent } from "../../domain/event.js";
import type { PersonKey } from "../../domain/person.js";
import type { StepResult } from "../../domain/step.js";
import { HOUR, MINUTE } from "../../domain/time.js";
import { createEngine, type Profile } from "../index.js";

/** A town of profiles: every event goes to its person's, and events that steps make are delivered after, as the log would. */
class Town {
  readonly engine = createEngine(anEngineContext());
  readonly profiles = new Map<PersonKey, Profile>();
  readonly results: { event: PersonEvent; result: StepResult<Profile> }[] = [];
  people = 0;

  take(...events: PersonEvent[]): this {
    for (const event of events) this.settle(event);
    return this;
  }

  /** All at once: what steps make is delivered after everything given. */
  settle(...events: PersonEvent[]): this {
    const waiting = [...events];
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      const result = this.engine.step(this.profiles.get(event.person), event, A_PARTITION);
      if (result.profile === undefined) this.profiles.delete(event.person);
      else this.profiles.set(event.person, result.profile);
      this.people += result.totals.get("people") ?? 0;
      this.results.push({ event, result });
      for (const effect of result.effects) if (effect.kind === "event") waiting.push(effect.event);
      if (this.results.length > 200) throw new Error("events go round for ever");
    }
    return this;
  }

  of(person: PersonKey): Profile {
    const profile = this.profiles.get(person);
    if (profile === undefined) throw new Error(`nobody is ${person}`);
    return profile;
  }
}

const view = (who: { userId?: string; anonymousId?: string }, time = MONDAY) =>
  aTrack("Product Viewed", time, { product_id: "s1" }, who);
const login = (userId: string, anonymousId: string, time = MONDAY + MINUTE) =>
  anEvent({ type: "identify", userId, anonymousId, time });
const erase = (person: PersonKey): EraseEvent => ({
  type: "erase",
  id: `erase-${person}`,
  person,
  time: MONDAY + HOUR,
  hops: 0,
});

describe("identity", () => {
  it("takes the anonymous profile over at login and forwards its late events", () => {
    const town = new Town().take(
      view({ anonymousId: "phone" }),
      login("dora", "phone"),
      view({ anonymousId: "phone" }, MONDAY + 2 * MINUTE),
    );
    expect(town.of("u:dora").read("activity")).toMatchObject({ views: 2, sessions: 1, sessionViews: 2 });
    expect(town.of("u:dora").read("identity").linked).toEqual(["a:phone"]);
    expect(town.of("a:phone").read("identity").forwardedTo).toBe("u:dora");
    expect(town.results.at(-2)?.result).toMatchObject({
      outcome: "event.forwarded",
      effects: [{ event: { person: "u:dora", hops: 1 } }],
    });
    expect(town.people).toBe(1);
  });

  it("asks once for each link, with an id that hangs on the event", () => {
    const town = new Town();
    const event = login("dora", "phone");
    town.take(event, login("dora", "phone"));
    const requests = town.results.flatMap(({ result }) => result.effects).filter((effect) => effect.kind === "event");
    expect(requests.map((effect) => effect.event.id)).toEqual([`merge-request/${event.id}`]);
  });

  it("marks an anonymous id that nothing is known of yet", () => {
    const town = new Town().take(login("dora", "phone"), view({ anonymousId: "phone" }, MONDAY + HOUR));
    expect(town.of("u:dora").read("activity").views).toBe(1);
    expect(town.people).toBe(1);
  });

  it("sends a shared device's events to whoever logged in last", () => {
    const town = new Town().take(
      view({ anonymousId: "tablet" }),
      login("ann", "tablet"),
      login("bob", "tablet", MONDAY + HOUR),
      view({ anonymousId: "tablet" }, MONDAY + 2 * HOUR),
    );
    expect(town.of("u:ann").read("activity").views).toBe(1);
    expect(town.of("u:bob").read("activity").views).toBe(1);
  });

  it("follows alias calls, from a user id and from an anonymous one", () => {
    const alias = anEvent({ type: "alias", userId: "new", previousId: "old", time: MONDAY + HOUR });
    const town = new Town().take(view({ userId: "old" }), view({ anonymousId: "old" }), alias);
    expect(town.of("u:new").read("activity").views).toBe(2);
    expect([...town.of("u:new").read("identity").linked].sort()).toEqual(["a:old", "u:old"]);
    expect(town.people).toBe(1);
  });

  it("makes two accounts one on a server's word alone: a page's key is public", () => {
    const alias = (source: string) =>
      anEvent({ type: "alias", userId: "mallory", previousId: "victim", time: MONDAY + HOUR, source });
    const views = [view({ userId: "victim" }), view({ anonymousId: "victim" })];
    const town = new Town().take(...views, alias("page"));
    expect(town.of("u:mallory").read("identity").linked).toEqual(["a:victim"]);
    expect(town.of("u:victim").read("activity").views).toBe(1);
    for (const source of ["site", "direct", "import-segment"])
      expect(
        new Town()
          .take(...views, alias(source))
          .of("u:mallory")
          .read("activity").views,
      ).toBe(2);
  });

  it("moves the waiting timers along", () => {
    const town = new Town().take(
      aTrack("Product Added", MONDAY, { product_id: "s1" }, { anonymousId: "phone" }),
      login("dora", "phone"),
    );
    const timers = town.results.flatMap(({ result }) => result.timers);
    expect(timers.map(({ timer, due }) => [timer.person, due === null])).toEqual([
      ["a:phone", false],
      ["a:phone", true],
      ["u:dora", false],
    ]);
  });

  it("applies a repeated merge once", () => {
    const town = new Town().take(view({ anonymousId: "phone" }), login("dora", "phone"));
    const merges = town.results
      .map(({ event }) => event)
      .filter((event): event is MergeEvent => event.type === "merge");
    town.take(...merges);
    expect(town.of("u:dora").read("activity").views).toBe(1);
    expect(town.results.slice(-2).map(({ result }) => result.outcome)).toEqual(["event.duplicate", "event.duplicate"]);
  });

  it("loses nothing when two ids are aliased to each other", () => {
    const alias = (userId: string, previousId: string) =>
      anEvent({ type: "alias", userId, previousId, time: MONDAY + HOUR });
    const town = new Town().take(
      view({ userId: "a" }),
      view({ userId: "b" }),
      alias("a", "b"),
      alias("b", "a"),
      view({ userId: "a" }),
      view({ userId: "b" }),
    );
    const views = [...town.profiles.values()].reduce((sum, profile) => sum + profile.read("activity").views, 0);
    expect(views).toBe(4);
  });

  it("breaks a circle of marks where the event stands", () => {
    const request = (from: PersonKey, into: PersonKey): MergeEvent => ({
      type: "merge",
      id: `${from}-${into}`,
      person: from,
      from,
      into,
      time: MONDAY,
      hops: 0,
    });
    const town = new Town().take(request("u:a", "u:b"), request("u:b", "u:a"), view({ userId: "a" }));
    expect(town.results.at(-1)?.result.outcome).toBe("event.applied");
    expect(town.results.at(-1)?.event.hops).toBe(4);
    expect(town.people).toBe(1);
  });
});

describe("erasure", () => {
  it("forgets the profile, its timers and what was merged into it", () => {
    const town = new Town().take(
      view({ anonymousId: "phone" }),
      login("dora", "phone"),
      aTrack("Product Added", MONDAY + 2 * MINUTE, { product_id: "s1" }, { userId: "dora" }),
      erase("u:dora"),
    );
    expect(town.profiles.size).toBe(0);
    expect(town.people).toBe(0);
    const purged = town.results.flatMap(({ result }) =>
      result.effects.flatMap((effect) => (effect.kind === "purge" ? [effect.person] : [])),
    );
    expect(new Set(purged)).toEqual(new Set(["a:phone", "u:dora"]));
    expect(town.results.flatMap(({ result }) => result.timers).at(-1)).toMatchObject({
      timer: { person: "u:dora" },
      due: null,
    });
  });

  it("reaches the person through an id that was merged", () => {
    const town = new Town().take(view({ anonymousId: "phone" }), login("dora", "phone"), erase("a:phone"));
    expect(town.profiles.size).toBe(0);
  });

  it("reaches content that is still under way when the person is forgotten", () => {
    const town = new Town().take(view({ anonymousId: "phone" })).settle(login("dora", "phone"), erase("u:dora"));
    expect(town.profiles.size).toBe(0);
    expect(town.people).toBe(0);
  });

  it("leaves whoever uses the device now alone", () => {
    const town = new Town().take(
      view({ anonymousId: "tablet" }),
      login("ann", "tablet"),
      login("bob", "tablet"),
      erase("u:ann"),
    );
    expect([...town.profiles.keys()].sort()).toEqual(["a:tablet", "u:bob"]);
    expect(town.of("a:tablet").read("identity").forwardedTo).toBe("u:bob");
  });

  it("purges what the log has of somebody without a profile", () => {
    expect(new Town().take(erase("u:nobody")).results[0]?.result).toMatchObject({
      profile: undefined,
      effects: [{ kind: "purge", person: "u:nobody" }],
    });
  });
});
