import { describe, expect, it, test } from "vitest";
import { anEngineContext, MONDAY } from "../../../test/harness/engine-context.js";
import { aDraft } from "../../../test/harness/draft-of.js";
import type { Activity } from "../../domain/profile.js";
import { DAY } from "../../domain/time.js";
import { viewOf } from "./view-of.js";

/** Loyal from 3 orders; lapsing, lapsed and lost after 60, 180 and 365 days. */
const CONTEXT = anEngineContext();

function standingOf(activity: Partial<Activity>, person: "u:ada" | "a:device" = "a:device") {
  return viewOf(aDraft({ activity: { firstSeen: MONDAY - 900 * DAY, sessions: 1, ...activity } }, person), CONTEXT)
    .standing;
}

const ago = (days: number): number => MONDAY - days * DAY;

// biome-ignore format: one state a line
describe("lifecycle", () => {
  test.each<[about: string, activity: Partial<Activity>, lifecycle: string]>([
    ["came once", { lastSeen: ago(0) }, "stranger"],
    ["came once, long ago", { lastSeen: ago(400) }, "stranger"],
    ["came back", { lastSeen: ago(0), sessions: 2 }, "prospect"],
    ["put something in the cart", { lastSeen: ago(0), cartAdds: 1 }, "prospect"],
    ["saved something", { lastSeen: ago(0), saves: 1 }, "prospect"],
    ["a prospect, not seen for 60 days", { lastSeen: ago(60), sessions: 2 }, "prospect"],
    ["a prospect, not seen for nearly 180 days", { lastSeen: ago(180) + 1, sessions: 2 }, "prospect"],
    ["a prospect, not seen for 180 days", { lastSeen: ago(180), sessions: 2 }, "lapsed"],
    ["a prospect, not seen for 365 days", { lastSeen: ago(365), sessions: 2 }, "lost"],
    ["bought once", { orders: 1, lastOrder: ago(0) }, "first-time"],
    ["bought twice", { orders: 2, lastOrder: ago(59) }, "active"],
    ["bought three times", { orders: 3, lastOrder: ago(0) }, "loyal"],
    ["bought a hundred times", { orders: 100, lastOrder: ago(1) }, "loyal"],
    ["bought once, nearly 60 days ago", { orders: 1, lastOrder: ago(60) + 1 }, "first-time"],
    ["bought once, 60 days ago", { orders: 1, lastOrder: ago(60) }, "lapsing"],
    ["bought often, 60 days ago", { orders: 9, lastOrder: ago(60) }, "lapsing"],
    ["bought often, 60 days ago, and is here now", { orders: 9, lastOrder: ago(60), lastSeen: ago(0) }, "lapsing"],
    ["bought twice, 180 days ago", { orders: 2, lastOrder: ago(180) }, "lapsed"],
    ["bought twice, 365 days ago", { orders: 2, lastOrder: ago(365) }, "lost"],
    ["was lost and bought again", { orders: 2, firstOrder: ago(800), lastOrder: ago(0) }, "active"],
  ])("who %s is %s", (_, activity, lifecycle) => {
    expect(standingOf(activity).lifecycle).toBe(lifecycle);
  });

  it("who is known by a user id is no stranger; one who was only imported counts from the first word of them", () => {
    expect(standingOf({ lastSeen: ago(0) }, "u:ada").lifecycle).toBe("prospect");
    expect(standingOf({ sessions: 0, firstSeen: ago(179), lastSeen: 0 }, "u:ada").lifecycle).toBe("prospect");
    expect(standingOf({ sessions: 0, firstSeen: ago(200), lastSeen: 0 }, "u:ada").lifecycle).toBe("lapsed");
  });
});

// biome-ignore format: one stage a line
describe("funnel", () => {
  test.each<[about: string, activity: Partial<Activity>, funnel: string]>([
    ["was never here", { sessions: 0 }, "unaware"],
    ["was here", {}, "aware"],
    ["looked at a product", { views: 1, recentViews: 1 }, "interested"],
    ["looked long ago", { views: 9, recentViews: 0.4 }, "aware"],
    ["put something in the cart lately", { recentCarts: 0.9 }, "considering"],
    ["saved something lately", { recentSaves: 0.6 }, "considering"],
    ["began a checkout", { checkoutBegun: ago(1) }, "considering"],
    ["bought", { orders: 1, lastOrder: ago(900) }, "customer"],
  ])("who %s is %s", (_, activity, funnel) => {
    expect(standingOf(activity).funnel).toBe(funnel);
  });

  it("who has a cart is considering, whenever it was filled", () => {
    const draft = aDraft({
      activity: { sessions: 1 },
      cart: { lines: [{ item: "a", quantity: 1, price: 5, category: "", name: "", time: ago(300) }] },
    });
    expect(viewOf(draft, CONTEXT).standing.funnel).toBe("considering");
  });
});
