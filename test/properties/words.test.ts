import fc from "fast-check";
import { expect, it } from "vitest";
import type { Occasion, Treatment } from "../../src/domain/action.js";
import type { Moment } from "../../src/domain/consideration.js";
import { type Channel, CHANNELS, type Message, type MessageItem } from "../../src/domain/message.js";
import type { ProfileDraft } from "../../src/domain/profile-draft.js";
import { NO_FIELDS } from "../../src/domain/item.js";
import { NO_RECOMMENDER, type Recommender } from "../../src/domain/recommendation.js";
import { DAY } from "../../src/domain/time.js";
import { Renderer } from "../../src/channels/render/index.js";
import { compileCopy } from "../../src/config/copy.js";
import { FACTS } from "../../src/config/facts.js";
import { shippedFolder } from "../../src/config/folder.js";
import { readTemplates, templateFacts } from "../../src/config/templates.js";
import { LinkSigner } from "../../src/links/index.js";
import type { Words } from "../../src/ports/channel.js";
import { aPerson } from "../harness/decide-once.js";
import { aChannel, anAction, anEngineContext, aTreatment, MONDAY } from "../harness/engine-context.js";
import { hostileAddress, hostileNumber, hostileText } from "../harness/hostile-texts.js";

/**
 * Whatever a site, a form or a feed put into a profile and into the catalogue: what leaves on any channel is whole words in the layout's own markup, or
 * nothing leaves. Through the real funnel, the shipped layouts and the real renderer.
 */

const layouts = readTemplates(shippedFolder(), []);
const links = new LinkSigner({ publicUrl: "https://mail.shop.example.com", keys: [{ id: "k1", secret: "secret" }] });
const renderer = new Renderer({ layouts, links, tracking: { opens: true, clicks: true } });
const pointFacts = templateFacts(layouts).get("points") ?? [];

const OCCASIONS = [
  "cart-abandoned",
  "search-without-result",
  "form-abandoned",
  "new-collection",
  "order-status",
  "visit",
] as const satisfies readonly Occasion[];
const FILTERS = [
  "",
  " | upcase",
  " | truncate: 12",
  " | append: '!'",
  " | replace: 'a', 'b'",
  " | capitalize",
] as const;
const names = Object.keys(FACTS).filter((name) => !name.startsWith("coupon."));

const scenes = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  occasion: fc.constantFrom(...OCCASIONS),
  fact: fc.constantFrom(...names),
  other: fc.constantFrom(...names),
  filter: fc.constantFrom(...FILTERS),
  hasPlain: fc.boolean(),
  hasTemplate: fc.boolean(),
  recommends: fc.boolean(),
  locale: fc.constantFrom("en", "de", undefined),
  texts: fc.record({
    firstName: hostileText,
    lastName: hostileText,
    item: hostileText,
    category: hostileText,
    subject: hostileText,
    order: hostileText,
    told: hostileText,
    title: hostileText,
  }),
  /** Which of them the profile doesn't hold. */
  missing: fc.subarray(["traits", "labels", "cart", "saved", "orders", "loyalty"]),
  url: hostileAddress,
  image: hostileAddress,
  price: hostileNumber,
});
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

/** A version with two facts, one with one, and perhaps one without. */
function treatmentOf({ channel, fact, other, filter, hasPlain, hasTemplate, recommends }: Scene): Treatment {
  const isDressed = hasTemplate && channel === "email";
  const layoutFacts = isDressed ? pointFacts : [];
  const url = "https://shop.example.com/p?of={{ item.id | url_encode }}";
  const copy = [
    { title: `About {{ ${fact}${filter} }}`, body: `Hello {{ ${other} }}, welcome.`, url, generic: false },
    { title: `About {{ ${fact}${filter} }}`, body: `Hello {{ ${fact} }}, welcome.`, generic: false },
    ...(hasPlain ? [{ title: "Hello", body: "Plain words", generic: true }] : []),
  ];
  return aTreatment(channel, {
    copy: copy.map((version) => compileCopy(version, version.generic ? [] : layoutFacts)),
    ...(isDressed ? { template: "points", layoutFacts } : {}),
    ...(recommends ? { recommend: { scenario: "for-you", n: 3, minimum: 1 } } : {}),
  });
}

function contextOf(scene: Scene) {
  return anEngineContext({
    channels: new Map(CHANNELS.map((channel) => [channel, aChannel(channel)])),
    actions: [anAction({ trigger: { occasion: scene.occasion }, treatments: [treatmentOf(scene)] })],
    recommender: scene.recommends ? recommenderOf(scene) : NO_RECOMMENDER,
  });
}

function recommenderOf({ texts, url, image, price }: Scene): Recommender {
  const items = [texts.title, texts.item, "Lamp"].map((title, i) => ({
    ...NO_FIELDS,
    id: `item-${i}`,
    title,
    url,
    image,
    price,
  }));
  return {
    ...NO_RECOMMENDER,
    recommend: (_taste, { scenario, n }) => ({
      scenario,
      version: "test@1",
      answeredBy: [scenario],
      items: items.slice(0, n).map((item) => ({ item, score: 1, scenario, reason: "popular", because: [], parts: [] })),
    }),
  };
}

function fill(draft: ProfileDraft, { texts, missing, price }: Scene): void {
  const { firstName, lastName, item, category, order } = texts;
  const has = (section: string): boolean => !missing.includes(section);
  const stated = { time: MONDAY, provenance: "declared", confidence: 1 } as const;
  if (has("traits")) {
    draft.write("traits").push({ key: "firstName", value: firstName, ...stated });
    draft.write("traits").push({ key: "last_name", value: lastName, ...stated });
  }
  draft.write("items").push({ id: "shoe", kind: "view", time: MONDAY, category, price });
  if (has("labels")) draft.write("labels").push({ id: "shoe", name: item });
  const line = { item: "shoe", quantity: 1, price, category, name: item, time: MONDAY };
  if (has("cart")) draft.write("cart").lines.push(line);
  if (has("saved")) draft.write("saved").push({ item: "shoe", time: MONDAY, category, price });
  if (has("orders")) draft.write("orders").push({ id: order, time: MONDAY, value: price, pieces: 1, items: [item] });
  if (has("loyalty")) {
    const loyalty = draft.write("loyalty");
    loyalty.balance = 80;
    loyalty.lifetime = 120;
  }
}

function momentOf({ occasion, texts, price }: Scene): Partial<Moment> {
  const product = { id: "shoe", name: texts.told, category: texts.category, price, oldPrice: undefined };
  return {
    occasion,
    subject: texts.subject,
    items: ["shoe"],
    told: { order: texts.order, category: texts.category, products: [product], held: [] },
  };
}

const VISIBLE = /[\p{L}\p{N}\p{S}\p{P}]/u;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

function expectWhole(text: string): void {
  expect(text).toMatch(VISIBLE);
  expect(text).not.toMatch(/[<]|\{\{|\{%|\}\}|%\}|\[object |\b(?:undefined|null|NaN)\b/);
  expect(text).not.toMatch(CONTROL);
  expect(text.isWellFormed()).toBe(true);
}

/** Greetings name somebody or something. */
function expectNamed(body: string): void {
  const [, name] = /^Hello (.*), welcome\.$/s.exec(body) ?? [];
  if (name === undefined) expect(body).toBe("Plain words");
  else expect(name.replace(/[\p{Cf}\p{Z}\u2800\u3164]/gu, "")).toMatch(VISIBLE);
}

const tagsIn = (html: string): string[] => html.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? [];
const written = layouts
  .filter(({ part }) => part === "html")
  .map(({ source }) => source.replace(/\{%[^]*?%\}|\{\{[^]*?\}\}/g, ""));
const OWN_TAGS = new Set(written.flatMap(tagsIn));

function expectOwnMarkup(html: string): void {
  const tags = tagsIn(html);
  expect(tags.filter((tag) => !OWN_TAGS.has(tag))).toEqual([]);
  expect(html.split("<").length - 1).toBe(tags.length);
  for (const [, value = ""] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
    expect(value).toMatch(/^https:\/\/[a-z]/);
    expect(URL.canParse(value.replaceAll("&amp;", "&"))).toBe(true);
  }
  const read = html.replace(/<style>[^]*?<\/style>/g, "").replace(/<[^>]*>/g, " ");
  expectWhole(read);
}

const SHOP = /^https:\/\/(?:mail\.)?shop\.example\.com\//;

function expectLeaves({ channel }: Message, { title, text, html, url }: Words, links = SHOP): void {
  expectWhole(title);
  expect(title).not.toMatch(/[\t\n]/);
  expectWhole(text);
  if (url !== undefined) expect(url).toMatch(links);
  expect(html === undefined).toBe(channel !== "email");
  if (html !== undefined) expectOwnMarkup(html);
}

function aMessage(channel: Channel): Message {
  const { message } = aPerson(
    anEngineContext({
      channels: new Map([[channel, aChannel(channel)]]),
      actions: [anAction({ treatments: [aTreatment(channel)] })],
    }),
  ).decide();
  return message as Message;
}

/** Mostly as it should be: a message with a flaw in every place is soon refused. */
function mostly<T>(usual: T, hostile: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: hostile });
}

const plain = new Map(CHANNELS.map((channel) => [channel, aMessage(channel)]));

const messages = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  title: mostly("Your lamp", hostileText),
  body: mostly("It is still here.", hostileText),
  url: mostly<string | undefined>("https://shop.example.com/cart", fc.option(hostileAddress, { nil: undefined })),
  coupon: mostly<string | undefined>(undefined, hostileText),
  points: mostly<string | number>(120, fc.oneof(hostileText, hostileNumber)),
  item: fc.record({
    title: mostly("Lamp", hostileText),
    url: hostileAddress,
    image: hostileAddress,
    reason: hostileText,
  }),
  template: fc.constantFrom("points", "gone", "__proto__", undefined),
  topic: hostileText,
  locale: fc.oneof(hostileText, fc.constantFrom("de", "de-AT", "en", undefined)),
  zone: mostly("Europe/Berlin", hostileText),
});

it("are judged once more when they are dressed, whoever wrote the message", () => {
  let said = 0;
  fc.assert(
    fc.property(messages, ({ channel, title, body, url, coupon, points, item, template, topic, locale, zone }) => {
      const message = {
        ...(plain.get(channel) as Message),
        topic,
        copy: { title, body, ...(url === undefined ? {} : { url }) },
        facts: { loyalty: { points } },
        recommendations: [{ id: "lamp", because: [], ...item } as unknown as MessageItem],
        ...(coupon === undefined ? {} : { coupon }),
        ...(template === undefined ? {} : { template }),
      };
      const rendered = renderer.render(message, { locale, zone, now: MONDAY });
      if (!rendered.ok) return;
      expectLeaves(message, rendered.words, /^https:\/\//);
      said++;
    }),
    { numRuns: 1_000 },
  );
  expect(said).toBeGreaterThan(100);
});

it("leave whole, in the layout's own markup, or not at all", () => {
  const left: Record<Channel, number> = { email: 0, sms: 0, push: 0, onsite: 0, webhook: 0 };
  let refused = 0;
  fc.assert(
    fc.property(scenes, (scene) => {
      const person = aPerson(contextOf(scene));
      person.edit((draft) => fill(draft, scene));
      const { message } = person.decide(momentOf(scene));
      if (message === undefined) return;
      expectWhole(message.copy.title);
      expectWhole(message.copy.body);
      expectNamed(message.copy.body);
      for (const { title } of message.recommendations ?? []) if (title !== "") expectWhole(title);
      const rendered = renderer.render(message, { locale: scene.locale, zone: "UTC", now: MONDAY + DAY });
      if (!rendered.ok) {
        refused++;
        expect(rendered.code).toMatch(/^render\./);
        return;
      }
      expectLeaves(message, rendered.words);
      left[message.channel]++;
    }),
    { numRuns: 1_000 },
  );
  // What is never said proves nothing.
  expect(Math.min(...Object.values(left))).toBeGreaterThan(25);
  expect(refused).toBeLessThan(50);
});
