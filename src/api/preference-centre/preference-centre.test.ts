import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { identify, product, REACHABLE, track } from "../../../test/harness/calls.js";
import { LINKS, openTestApi, type TestApi } from "../../../test/harness/open-test-api.js";
import { putDelivery } from "../../../test/harness/put-delivery.js";
import type { JsonObject } from "../../domain/event.js";
import { type Claim, LinkSigner } from "../../links/index.js";

let api: TestApi;
const signer = new LinkSigner(LINKS);
beforeAll(async () => {
  api = await openTestApi({
    now: "2026-03-02T10:00:00Z",
    preferenceCentre: { shop: "Lamps & Co", correctable: ["firstName"], names: { en: { loyalty: "Your points" } } },
  });
});
afterAll(() => api.close());

let person: `u:${string}`;
let people = 0;
beforeEach(async () => {
  person = `u:reader-${++people}`;
  await api.shop.take(identify(person, REACHABLE));
});

function link(purpose: Claim["purpose"], more: Partial<Claim> = {}): string {
  return new URL(signer.url({ purpose, person, ...more })).pathname;
}

interface Page {
  readonly status: number;
  readonly html: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function open(url: string, headers: Record<string, string> = {}): Promise<Page> {
  const answer = await api.app.inject({ method: "GET", url, headers });
  return { status: answer.statusCode, html: answer.body, headers: answer.headers };
}

async function post(url: string, form: URLSearchParams | string): Promise<Page> {
  const answer = await api.app.inject({ method: "POST", url, payload: form.toString() });
  await api.shop.advance("1 s");
  return { status: answer.statusCode, html: answer.body, headers: answer.headers };
}

/** What a browser would send of the page's form as it is, changed by `change`. */
function formIn(html: string, change: (form: URLSearchParams) => void = () => {}): URLSearchParams {
  const form = new URLSearchParams();
  const first = /<form[^>]*>([\s\S]*?)<\/form>/.exec(html)?.[1] ?? "";
  for (const [input] of first.matchAll(/<input[^>]*>/g)) {
    const [name, value, type] = ["name", "value", "type"].map(
      (one) => new RegExp(` ${one}="([^"]*)"`).exec(input)?.[1],
    );
    if (name === undefined || (type === "checkbox" && !input.includes(" checked"))) continue;
    form.append(name, (value ?? "on").replaceAll("&amp;", "&"));
  }
  for (const [, name = "", options = ""] of first.matchAll(/<select[^>]* name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    form.append(name, /value="([^"]*)" selected/.exec(options)?.[1] ?? "");
  change(form);
  return form;
}

function without(form: URLSearchParams, name: string, value: string): void {
  const left = form.getAll(name).filter((one) => one !== value);
  form.delete(name);
  for (const one of left) form.append(name, one);
}

async function profile(): Promise<JsonObject> {
  const found = await api.shop.profile(person);
  if (found === undefined) throw new Error(`${person} isn't known`);
  return found;
}

const consents = async () =>
  (
    (await profile())["consent"] as unknown as {
      entries: { channel: string; granted: boolean; source: string; text: string }[];
    }
  ).entries;

describe("the preference centre", () => {
  it("is told to nobody, kept nowhere, framed by nobody, and runs no script", async () => {
    const { status, headers, html } = await open(link("preferences"));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
    );
    expect(html).not.toContain("<script");
    expect(html).not.toMatch(/ on\w+=/);
    expect(html).toContain("Lamps &amp; Co");
  });

  it("changes nothing when it is looked at, or saved as it was shown", async () => {
    const before = await api.shop.records(person);
    for (const path of ["", "/data", "/messages", "/yours"]) {
      expect((await open(`${link("preferences")}${path}`)).status).toBe(200);
      expect((await api.app.inject({ method: "HEAD", url: `${link("preferences")}${path}` })).statusCode).toBe(200);
    }
    const { html } = await open(link("preferences"));
    expect((await post(link("preferences"), formIn(html))).status).toBe(303);
    expect((await api.app.inject({ method: "HEAD", url: link("unsubscribe") })).statusCode).toBe(200);
    await open(link("unsubscribe"));
    expect(await api.shop.records(person)).toHaveLength(before.length);
  });

  it("takes what was changed: channels as consent with its wording, topics, days, hours, pause, frequency, language", async () => {
    const { html } = await open(link("preferences"));
    expect(html).toContain("Your points");
    const form = formIn(html, (each) => {
      without(each, "channel", "email");
      each.append("channel", "sms");
      without(each, "topic", "loyalty");
      for (const day of ["1", "2", "3", "4", "5"]) without(each, "weekday", day);
      each.set("from", "18:00");
      each.set("to", "21:00");
      each.set("perWeek", "2");
      each.set("pause", "30");
      each.set("language", "fr");
    });
    const answer = await post(link("preferences"), form);
    expect(answer.status).toBe(303);
    expect(answer.headers["location"]).toBe(`${link("preferences")}?saved=0`);
    const known = await profile();
    expect(known["preferences"]).toMatchObject({
      channels: [],
      refusedTopics: ["loyalty"],
      weekdays: [6, 7],
      from: 18 * 60,
      until: 21 * 60,
      perWeek: 2,
    });
    const days = ((known["preferences"] as { pausedUntil: number }).pausedUntil - api.shop.now.getTime()) / 86_400_000;
    expect(days).toBeCloseTo(30, 2);
    const wording = { source: "preference-centre", text: "preference-centre-1.en" };
    expect((await consents()).slice(1)).toMatchObject([
      { channel: "email", granted: false, ...wording },
      { channel: "sms", granted: true, ...wording },
    ]);
    const shown = (await open(`${link("preferences")}?saved=1`)).html;
    expect(shown).toContain('<html lang="fr"');
    expect(shown).toContain("Vos choix sont enregistrés.");
    expect(shown).toMatch(/name="channel" value="sms" checked/);
    expect(shown).not.toMatch(/name="channel" value="email" checked/);
    expect(shown).not.toMatch(/name="topic" value="loyalty" checked/);
  });

  it("takes back nothing that was said elsewhere while it was open", async () => {
    const { html } = await open(link("preferences"));
    await post(link("unsubscribe", { channel: "email" }), "List-Unsubscribe=One-Click");
    await post(
      link("preferences"),
      formIn(html, (form) => form.set("perWeek", "1")),
    );
    expect((await consents()).at(-1)).toMatchObject({ channel: "email", granted: false, source: "unsubscribe" });
    expect((await profile())["preferences"]).toMatchObject({ perWeek: 1 });
  });

  it("asks again, with what was filled in, where it makes no sense", async () => {
    const { html } = await open(link("preferences"));
    const form = formIn(html, (each) => {
      each.delete("weekday");
      each.set("from", "18:00");
      each.set("perWeek", "3");
    });
    const { status, html: again } = await post(link("preferences"), form);
    expect(status).toBe(400);
    expect(again).toContain('role="alert"');
    expect(again).toContain("Tick at least one day");
    expect(again).toContain("Give both times");
    expect(again).toMatch(/value="3" selected/);
    expect((await profile())["preferences"]).toMatchObject({ at: 0 });
  });

  it("stops everything with one button, but what is owed", async () => {
    await post(`${link("preferences")}/stop`, "");
    expect((await consents()).map(({ channel, granted }) => [channel, granted])).toContainEqual(["*", false]);
    expect((await open(link("preferences"))).html).not.toMatch(/name="channel" value="\w+" checked/);
  });

  it("shows each fact with where it comes from, and lets it be put right", async () => {
    await api.shop.take({
      ...identify(person, { pregnant: true }),
      context: { attune: { provenance: "inferred", confidence: 0.4 } },
    });
    const { html } = await open(`${link("preferences")}/data`);
    expect(html).toContain("We assume it");
    expect(html).toContain("You told us");
    expect(html).toContain('value="Ann"');
    // Where to write to is the shop's to change: a link that is passed on must not turn the messages away.
    expect(html).not.toContain('name="fact-email"');
    const form = formIn(html, (each) => {
      each.set("fact-firstName", "Anna <b>");
      each.append("forget", "pregnant");
      each.append("forget", "email");
      each.append("fact-email", "thief@example.com");
    });
    await post(`${link("preferences")}/data`, form);
    expect((await profile())["traits"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: "firstName", value: "Anna <b>", provenance: "declared" }),
        expect.objectContaining({ key: "email", value: "someone@example.com" }),
      ]),
    );
    const shown = (await open(`${link("preferences")}/data`)).html;
    expect(shown).toContain("Anna &lt;b&gt;");
    expect(shown).not.toContain("Pregnant");
  });

  it("says why a message came: what happened, on whose word, how it was chosen, what was used", async () => {
    await api.shop.take(track(person, "Product Added", product("lamp-2")));
    await api.shop.advance("2 days");
    const message = (await api.shop.messages(person)).find(({ channel }) => channel === "email");
    if (message === undefined) throw new Error("no message was decided");
    await putDelivery(api.shop.configuration, message, "sent");

    const list = (await open(`${link("preferences")}/messages`)).html;
    expect(list).toContain("Sent");
    const href = /href="([^"]+\/why\?message=[^"]+)"/.exec(list)?.[1] ?? "";
    for (const url of [link("why", { message: message.id }), href.replaceAll("&amp;", "&")]) {
      const { html } = await open(url);
      expect(html).toContain("You left something in your cart.");
      expect(html).toContain("You agreed on March 2, 2026 (said through: test).");
      expect(html).toMatch(/A computer compared \d+ possible messages|It was the only message/);
      expect(html).toContain("What we used of what we know about you");
    }
    const others = { person: "u:nobody" as const, message: message.id };
    expect((await open(link("why", others))).html).toContain("no longer kept");
  });

  it("gives a copy, and erases after a confirmation", async () => {
    const copy = await api.app.inject({ method: "POST", url: `${link("preferences")}/export` });
    expect(copy.headers["content-disposition"]).toContain("attachment");
    expect(copy.json()).toMatchObject({ person, profile: { person } });

    const asked = await post(`${link("preferences")}/erase`, "");
    expect(asked).toMatchObject({ status: 400 });
    expect(await api.shop.profile(person)).toBeDefined();
    const done = await post(`${link("preferences")}/erase`, "confirm=yes");
    expect(done.html).toContain("Your data is being erased");
    expect(await api.shop.profile(person)).toBeUndefined();
    expect((await open(`${link("preferences")}/data`)).html).toContain("We know nothing about you.");
  });
});

describe("a link", () => {
  it("opens nothing when it is another purpose's, changed, or run out", async () => {
    const expired = link("preferences", { expires: api.shop.now.getTime() });
    const wrong = [
      link("unsubscribe").replace("/u/", "/p/"),
      link("why", { message: "m" }).replace("/w/", "/p/"),
      `${link("preferences").slice(0, -1)}${link("preferences").endsWith("A") ? "B" : "A"}`,
      "/p/v1.k1.nonsense.nonsense",
      expired,
    ];
    for (const url of wrong) {
      const { status, html, headers } = await open(url);
      expect(status, url).toBe(404);
      expect(html).toContain("This link is not valid");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect((await post(url, "scope=channel")).status).toBe(404);
    }
  });

  it("of an account that somebody merged into another shows nothing of that one", async () => {
    const thief = `u:thief-${people}` as const;
    await api.shop.take(identify(thief, REACHABLE));
    await api.shop.take({ type: "alias", userId: person.slice(2), previousId: thief.slice(2) });
    for (const path of ["", "/data", "/messages", "/yours"])
      expect((await open(`${link("preferences", { person: thief })}${path}`)).status).toBe(404);
    for (const path of ["/export", "/erase", "/stop"])
      expect((await post(`${link("preferences", { person: thief })}${path}`, "confirm=yes")).status).toBe(404);
    expect(await profile()).toBeDefined();
  });

  it("of a device shows nothing of the account that it belongs to now, but unsubscribes it", async () => {
    const device = `a:device-${people}` as const;
    await api.shop.take(track(device, "Product Viewed", product("lamp-1")));
    await api.shop.take(identify({ userId: person.slice(2), anonymousId: device.slice(2) }));
    const { status, html } = await open(link("preferences", { person: device }));
    expect(status).toBe(404);
    expect(html).toContain("before your account as it is now");
    await post(link("unsubscribe", { person: device, channel: "email" }), "");
    expect((await consents()).at(-1)).toMatchObject({ channel: "email", granted: false });
  });

  it("is used by one person only so often", async () => {
    const statuses = [];
    for (let i = 0; i < 60; i++) statuses.push((await open(link("unsubscribe"))).status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });
});

describe("unsubscribing", () => {
  it("is one POST by whoever has the link, a mail program or the page", async () => {
    const page = await open(link("unsubscribe", { channel: "email", topic: "offers" }));
    expect(page.html).toContain("All offers and news by: E-mail");
    expect(page.html).toContain("Only the topic: Offers");
    const { status } = await post(
      link("unsubscribe", { channel: "email", topic: "offers" }),
      "List-Unsubscribe=One-Click",
    );
    expect(status).toBe(200);
    expect((await consents()).at(-1)).toMatchObject({ channel: "email", granted: false, source: "unsubscribe" });
  });

  it("can be about the topic alone", async () => {
    await post(link("unsubscribe", { channel: "email", topic: "offers" }), "scope=topic");
    expect((await profile())["preferences"]).toMatchObject({ refusedTopics: ["offers"] });
    expect(await consents()).toHaveLength(1);
  });

  it("is marked at the message that it answers", async () => {
    await api.shop.take(track(person, "Product Added", product("lamp-2")));
    await api.shop.advance("2 days");
    const message = (await api.shop.messages(person)).find(({ channel }) => channel === "email");
    await post(link("unsubscribe", { channel: "email", message: message?.id ?? "" }), "");
    expect((await profile())["contacts"]).toContainEqual(expect.objectContaining({ message: message?.id, outcome: 8 }));
  });
});
