import { describe, expect, it } from "vitest";
import type { Message, MessageItem } from "../../domain/message.js";
import { DAY } from "../../domain/time.js";
import { LinkSigner } from "../../links/index.js";
import { type LayoutSettings, Renderer } from "./index.js";

const NOW = 1_772_445_600_000;
const HOW = { locale: "en", zone: "Europe/Berlin", now: NOW };
const links = new LinkSigner({ publicUrl: "https://mail.shop.example.com", keys: [{ id: "k1", secret: "secret" }] });
const tracking = { opens: true, clicks: true };

function aMessage(changed: Partial<Message> = {}): Message {
  return {
    id: "m-1",
    person: "u:ada",
    channel: "email",
    decision: "d-1",
    action: "cart-reminder",
    treatment: "cart-email",
    occasion: "cart-abandoned",
    cause: "e-1",
    time: NOW,
    expiresAt: NOW + DAY,
    copy: { title: "Your lamp", body: "It is still here.", url: "https://shop.example.com/cart" },
    class: "promotional",
    topic: "cart",
    step: 0,
    items: [],
    subject: "",
    openedAt: NOW,
    value: 0,
    version: 0,
    ...changed,
  };
}

const layout = (file: string, source: string): LayoutSettings => {
  const [name = "", part = "", locale] = file.split(".");
  return { name, part, ...(locale === undefined ? {} : { locale }), source, file };
};
const anItem = (changed: Partial<MessageItem> = {}): MessageItem => ({
  id: "lamp",
  title: "Lamp",
  url: "https://shop.example.com/p/lamp",
  image: "",
  reason: "popular",
  because: [],
  ...changed,
});

function render(message: Partial<Message>, layouts: Record<string, string>, how: Partial<typeof HOW> = {}) {
  const files = Object.entries(layouts).map(([file, source]) => layout(file, source));
  const rendered = new Renderer({ layouts: files, links, tracking }).render(aMessage(message), { ...HOW, ...how });
  return rendered.ok ? rendered : `${rendered.code}: ${rendered.detail}`;
}
function html(message: Partial<Message>, source: string, how: Partial<typeof HOW> = {}): string | undefined {
  const rendered = render(message, { "email.html": source }, how);
  return typeof rendered === "string" ? rendered : rendered.words.html;
}
function text(message: Partial<Message>, source: string, how: Partial<typeof HOW> = {}): string {
  const rendered = render(message, { "email.text": source }, how);
  return typeof rendered === "string" ? rendered : rendered.words.text;
}

describe("a rendered message", () => {
  it("is its words, where there is no layout", () => {
    expect(render({ channel: "onsite" }, {})).toEqual({
      ok: true,
      words: { title: "Your lamp", text: "It is still here.", url: "https://shop.example.com/cart" },
    });
    const sms = render({ channel: "sms" }, {});
    expect(sms).toMatchObject({ words: { text: "It is still here.\n\nhttps://shop.example.com/cart" } });
  });

  it("escapes what is put into HTML, and not what is put into text", () => {
    const copy = { title: "Ada & Bob's", body: 'Two > one, said "Ada"' };
    expect(html({ copy }, "<p>{{ message.title }}: {{ message.text }}</p>")).toBe(
      "<p>Ada &amp; Bob&#39;s: Two &gt; one, said &#34;Ada&#34;</p>",
    );
    expect(text({ copy }, "{{ message.title }}")).toBe("Ada & Bob's");
  });

  it("has the layout that the treatment names, part by part, else the channel's own", () => {
    const layouts = { "email.html": "<b>own</b>", "email.text": "own", "sale.html": "<b>sale</b>" };
    expect(render({ template: "sale" }, layouts)).toMatchObject({ words: { html: "<b>sale</b>", text: "own" } });
    expect(render({}, layouts)).toMatchObject({ words: { html: "<b>own</b>", text: "own" } });
  });

  it("speaks the person's language, or its base, or everybody's; the treatment's before that", () => {
    const layouts = { "email.text": "hello", "email.text.de": "hallo", "email.text.de-AT": "servus" };
    const spoken = (locale: string | undefined, treatment?: string) => {
      const rendered = render(treatment === undefined ? {} : { locale: treatment }, layouts, { locale } as never);
      return typeof rendered === "string" ? rendered : rendered.words.text;
    };
    expect(["de-AT", "de-CH", "DE", "fr", undefined].map((locale) => spoken(locale))).toEqual([
      "servus",
      "hallo",
      "hallo",
      "hello",
      "hello",
    ]);
    expect(spoken("fr", "de")).toBe("hallo");
  });

  it("puts blocks in, in the language they have, and text blocks into HTML escaped", () => {
    const layouts = {
      "email.html": `<p>{% render "blocks/hello" %}{% for item in message.items %}{% render "blocks/item", item: item %}{% endfor %}</p>`,
      "blocks/hello.html": "Hello ",
      "blocks/hello.html.de": "Hallo ",
      "blocks/item.text": "{{ item.title }}",
    };
    const message = { recommendations: [anItem({ title: "Lamp & Chair" })] };
    expect(render(message, layouts, { locale: "de" })).toMatchObject({
      words: { html: "<p>Hallo Lamp &amp; Chair</p>" },
    });
  });

  it("shows items with what is known of them, and their paths as links on the shop's site", () => {
    const source = `{% for item in message.items %}{{ item.title }}|{{ item.url }}|{{ item.image }}|{% if item.oldPrice %}{{ item.oldPrice | money }}{% endif %} {% endfor %}`;
    const recommendations = [
      anItem({ url: "/p/lamp", price: 12.5, oldPrice: 20 }),
      anItem({
        title: "Chair",
        url: "javascript:alert(1)",
        image: "http://shop.example.com/x.jpg",
        price: 20,
        oldPrice: 12,
      }),
      anItem({ title: "<script>alert(1)</script>" }),
      anItem({ title: "" }),
    ];
    const bare = new Renderer({ layouts: [layout("email.text", source)], links: undefined, tracking });
    expect(bare.render(aMessage({ recommendations }), HOW)).toMatchObject({
      words: { text: "Lamp|https://shop.example.com/p/lamp||20.00 Chair|||" },
    });
  });

  it("writes days as the language does, and knows the person's own day", () => {
    const facts = { coupon: { expires: "2026-03-16" } };
    const source = "{{ coupon.expires | day }} {{ today }}";
    expect(text({ facts }, source)).toBe("March 16, 2026 2026-03-02");
    expect(text({ facts }, source, { locale: "de" })).toBe("16. März 2026 2026-03-02");
    expect(text({ facts }, source, { locale: undefined } as never)).toBe("16 March 2026 2026-03-02");
    expect(text({ facts }, source, { locale: "no language" })).toBe("16 March 2026 2026-03-02");
    expect(text({ facts }, "{{ today }}", { zone: "Pacific/Kiritimati" })).toBe("2026-03-03");
  });
});

describe("links of a message", () => {
  const opened = (url: string | undefined, purpose: "click" | "open" | "unsubscribe" | "preferences", now = NOW) =>
    links.open(/\/[cuop]\/([^/]+?)(?:\.gif)?$/.exec(url ?? "")?.[1] ?? "", purpose, now);

  it("count clicks and opens of e-mail, and say no by one of their own", () => {
    const rendered = render({}, { "email.html": `<img src="{{ links.open }}"> Hello` });
    if (typeof rendered === "string") throw new Error(rendered);
    expect(opened(rendered.words.url, "click")).toEqual({
      purpose: "click",
      person: "u:ada",
      channel: "email",
      message: "m-1",
      target: "https://shop.example.com/cart",
    });
    expect(opened(/src="([^"]*)"/.exec(rendered.words.html ?? "")?.[1], "open")).toMatchObject({ message: "m-1" });
    expect(opened(rendered.unsubscribeUrl, "unsubscribe", NOW + 3_650 * DAY)).toMatchObject({ topic: "cart" });
    expect(opened(rendered.preferencesUrl, "preferences", NOW + 30 * DAY)).toMatchObject({ person: "u:ada" });
    expect(opened(rendered.preferencesUrl, "preferences", NOW + 31 * DAY)).toBeUndefined();
  });

  it("are plain in text messages, and none goes to a page or a till", () => {
    expect(render({ channel: "sms" }, {})).toMatchObject({ words: { url: "https://shop.example.com/cart" } });
    for (const channel of ["onsite", "webhook"] as const)
      expect(render({ channel }, {})).toEqual({
        ok: true,
        words: { title: "Your lamp", text: "It is still here.", url: "https://shop.example.com/cart" },
      });
  });

  it("are not counted where nobody asked for it, nor made without an address", () => {
    const silent = new Renderer({ layouts: [], links, tracking: { opens: false, clicks: false } });
    expect(silent.render(aMessage(), HOW)).toMatchObject({ words: { url: "https://shop.example.com/cart" } });
    const none = new Renderer({ layouts: [], links: undefined, tracking });
    expect(none.render(aMessage(), HOW)).toEqual({
      ok: true,
      words: expect.objectContaining({ url: "https://shop.example.com/cart" }) as object,
    });
  });

  it("are the same when the message is rendered again", () => {
    const layouts = { "email.html": `<a href="{{ message.url }}">{{ links.why }}</a>` };
    expect(render({}, layouts)).toEqual(render({}, layouts, { now: NOW + DAY }));
  });
});

describe("a message that can't be said whole is not said", () => {
  it.each([
    ["a title of two lines", { title: "Your lamp\r\nBcc: eve@example.com", body: "x" }, "render.words"],
    ["an empty title", { title: "  ", body: "x" }, "render.words"],
    ["a placeholder", { title: "Hello {{ person.firstName }}", body: "x" }, "render.words"],
    ["half a placeholder", { title: "Hello", body: "a %} b" }, "render.words"],
    ["a program's word for nothing", { title: "Hello undefined", body: "x" }, "render.words"],
    ["markup", { title: "Hello", body: "<b>x</b>" }, "render.words"],
    ["an escape sequence", { title: "Hello", body: "\u001b[31mx" }, "render.words"],
    ["direction marks", { title: "Hello \u202eadA", body: "x" }, "render.words"],
    ["half a character", { title: "Hello \ud83d", body: "x" }, "render.words"],
    ["a title far too long", { title: "a".repeat(201), body: "x" }, "render.too-long"],
    ["a link in the clear", { title: "Hello", body: "x", url: "http://shop.example.com/" }, "render.link"],
    ["a link that is a script", { title: "Hello", body: "x", url: "javascript:alert(1)" }, "render.link"],
  ])("%s", (_, copy, code) => {
    expect(render({ copy }, { "email.html": "<p>{{ message.text }}</p>" })).toMatch(new RegExp(`^${code}: `));
  });

  it.each([
    ["a fact that isn't there", {}, "render.fact: loyalty.points"],
    ["a fact that is a placeholder", { loyalty: { points: "{{ x }}" } }, "render.fact: loyalty.points"],
    ["a fact that is markup", { loyalty: { points: "<i>" } }, "render.fact: loyalty.points"],
    ["a fact that a filter refuses", { loyalty: { points: "many" } }, "render.layout: email.html"],
  ])("%s", (_, facts, refused) => {
    expect(html({ facts }, "<p>{{ loyalty.points | money }}</p>")).toBe(refused);
  });

  it("an item's field that there is none, a loop without end, a layout that says nothing", () => {
    const recommendations = [anItem()];
    expect(html({ recommendations }, "{% for item in message.items %}{{ item.titel }}{% endfor %}")).toBe(
      "render.layout: email.html",
    );
    expect(html({}, "<p>{% for i in (1..1000000000) %}x{% endfor %}</p>")).toBe("render.layout: email.html");
    expect(text({}, "{% if message.coupon %}x{% endif %}")).toBe("render.words: the text is empty");
    expect(html({}, "<p></p>")).toBe("render.words: the html is empty");
  });

  it("recommendations of which none can be shown, a code that can't", () => {
    expect(text({ recommendations: [anItem({ title: "null" })] }, "x")).toMatch(/^render\.words/);
    expect(text({ coupon: "<b>" }, "x")).toMatch(/^render\.words/);
  });

  it("what is longer than the channel carries", () => {
    const copy = { title: "Hello", body: "x".repeat(1_601) };
    expect(render({ channel: "sms", copy }, {})).toBe("render.too-long: text: 1600 characters");
    expect(render({ channel: "onsite", copy }, {})).toMatchObject({ ok: true });
  });

  it("and a style's braces are no placeholder", () => {
    expect(html({}, "<style>@media print { p { color: red }}</style><p>{{ message.text }}</p>")).toContain(
      "It is still here.",
    );
  });
});
