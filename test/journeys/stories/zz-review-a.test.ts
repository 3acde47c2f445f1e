import { it } from "vitest";
import { identify, order, product, track } from "../../harness/calls.js";
import { anActionFile, openStoryShop } from "../../harness/open-story-shop.js";
import type { TestShop } from "../../harness/open-test-shop.js";

const log = (...a: unknown[]) => process.stderr.write(a.map((x) => (typeof x === "string" ? x : JSON.stringify(x))).join(" ") + "\n");
const brief = async (shop: TestShop, p?: any) => {
  for (const m of await shop.messages(p)) log("   MSG", new Date(m.time).toISOString(), m.person, m.action, m.treatment, m.channel, m.copy.title, "|", m.copy.body, m.coupon ?? "", `step${m.step}`);
};
const decs = async (shop: TestShop, p?: any) => {
  for (const d of await shop.decisions(p)) log("   DEC", new Date(d.time).toISOString(), d.person, d.occasion, d.subject, d.outcome, d.reason, d.winner ?? "", d.until ? new Date(d.until).toISOString() : "", d.candidates.map((c) => `${c.action}/${c.treatment}:${c.code}(${c.detail ?? ""})`).join(" "));
};
const reasons = async (shop: TestShop, ...codes: string[]) => { for (const c of codes) log("   R", c, await shop.total(`reasons.${c}`)); };
const verify = async (shop: TestShop, what = "") => { const r = await shop.verifyReplay(); log("   VERIFY", what, r.equal ? "equal" : r as any); };
const CART = `
class: promotional
topic: cart
trigger: { occasion: cart-abandoned, wait: 45 min, cancel: [purchase] }
value: 12
goal: { event: Order Completed, within: 7 days }
`;
const MAIL = "treatments: [{ id: mail, channel: email, copy: [{ title: T, body: B }] }]\n";
const go = (name: string, f: () => Promise<void>) => it(name, async () => { log("##", name); try { await f(); } catch (e) { log("   ERROR", String((e as Error).stack).slice(0, 600)); } }, 60000);
const reach = { email: "a@x.pl", consent: { email: true } };

go("history import of an old order cancels waiting cart and escalation", async () => {
  const shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/cart.yaml": anActionFile("cart", `${CART}${MAIL}steps: [{ after: 1 day, treatments: [{ id: s1, channel: email, copy: [{ title: T2, body: B2 }] }] }]\n`) } });
  await shop.identified("ann", reach);
  await shop.added("ann", "shoe-1");
  await shop.take({ ...order("ann", "old-1", ["hat-1"]), timestamp: "2025-01-01T00:00:00Z" }, { history: true });
  await shop.advance("1 h");
  log("cart after old order:"); await brief(shop, "u:ann");
  await reasons(shop, "occasion.cancelled-by-purchase", "escalation.goal-reached");
  await shop.identified("ben", reach);
  await shop.added("ben", "shoe-1");
  await shop.advance("1 h");
  await shop.take({ ...order("ben", "old-2", ["hat-1"]), timestamp: "2025-01-01T00:00:00Z" }, { history: true });
  await shop.advance("3 days");
  log("ben's escalation after an old order:"); await brief(shop, "u:ben");
  await reasons(shop, "occasion.cancelled-by-purchase", "escalation.goal-reached");
  await verify(shop);
  await shop.close();
});

go("price drop copy with a wait: price and saving", async () => {
  const shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/pd.yaml": anActionFile("pd", `
class: promotional
topic: prices
trigger: { occasion: price-drop, wait: 15 min }
value: 8
treatments:
  - { id: mail, channel: email, copy: [{ title: "old {{ item.oldPrice }}", body: "saving {{ item.saving }}" }, { title: "It is {{ item.price }} now", body: "price {{ item.price }}" }] }
`) } });
  await shop.identified("ann", reach);
  await shop.viewed("ann", "shoe-1", { price: 40 });
  await shop.advance("1 h");
  await shop.take(track("ann", "Product Price Dropped", { ...product("shoe-1"), price: 30, old_price: 40 }));
  await shop.advance("1 h");
  await brief(shop); await decs(shop);
  await shop.close();
});

go("held event occasion: two actions with different conditions", async () => {
  const ev = (n: string, of: string, when: string) => anActionFile(n, `
class: service
topic: ${n}
trigger: { occasion: event, of: [${of}], when: ${when} }
value: 8
treatments: [{ id: mail, channel: email, copy: [{ title: T, body: B }] }]
`);
  const shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/a.yaml": ev("aa", "Quote Asked", "event.properties.amount > 100"), "actions/b.yaml": ev("bb", "Visit Booked", "event.properties.kind == 'x'") } });
  await shop.identified("ann", reach);
  await shop.take(track("ann", "Preferences Updated", { hours: { from: "18:00", to: "21:00" } }));
  await shop.take(track("ann", "Quote Asked", { amount: 250 }));
  await shop.advance("12 h");
  await decs(shop); await brief(shop); await verify(shop);
  await shop.close();
});

go("held message, consent withdrawn; held and event facts", async () => {
  const shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/c.yaml": anActionFile("cart", CART + MAIL) } });
  await shop.identified("ann", reach);
  await shop.take(track("ann", "Preferences Updated", { hours: { from: "18:00", to: "21:00" } }));
  await shop.added("ann", "shoe-1");
  await shop.advance("2 h");
  await decs(shop);
  await shop.take(track("ann", "Consent Revoked", { channel: "email", purpose: "marketing" }));
  await shop.advance("1 day");
  await decs(shop); await brief(shop); await verify(shop);
  await shop.close();
});

go("several candidates in one step and caps", async () => {
  const act = (n: string, occ: string) => anActionFile(n, `
class: promotional
topic: ${n}
trigger: { occasion: ${occ} }
value: 8
treatments: [{ id: mail, channel: email, copy: [{ title: T, body: B }] }]
`);
  const shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: {
    "attune.yaml": "channels:\n  email: { cap: { count: 10, window: 1 day } }\n",
    "policies.yaml": "arbitration: { exploration: { gamma: off }, leavingCost: 0 }\ncontact:\n  caps: [{ id: two, count: 2, window: day }]\n",
    "segments.yaml": "segments:\n  - { id: fans, when: activity.views >= 1 }\n  - { id: f2, when: activity.views >= 1 }\n  - { id: f3, when: activity.views >= 1 }\n",
    "actions/a.yaml": act("aa", "segment-entered, of: [fans]"), "actions/b.yaml": act("bb", "segment-entered, of: [f2]"), "actions/c.yaml": act("cc", "segment-entered, of: [f3]"), "actions/d.yaml": act("dd", "visit"),
  } });
  await shop.identified("ann", { ...reach, timezone: "America/New_York" });
  await shop.viewed("ann", "shoe-1");
  await decs(shop); await brief(shop); await verify(shop);
  await shop.close();
});

go("asked-for beyond caps", async () => {
  const shop = await openStoryShop({ now: "2026-03-02T10:00:00Z", files: { "actions/s.yaml": anActionFile("saved", `
class: service
topic: s
trigger: { occasion: send-requested }
value: 8
coolDown: 0 s
treatments: [{ id: mail, channel: email, copy: [{ title: T, body: B }] }]
`) } });
  await shop.identified("ann", reach);
  await shop.take(track("ann", "Product Added to Wishlist", product("shoe-1")));
  for (let i = 0; i < 30; i++) await shop.take(track("ann", "Send Requested", { what: "saved", n: i }));
  log("   asked-for messages", (await shop.messages()).length);
  await shop.close();
});
