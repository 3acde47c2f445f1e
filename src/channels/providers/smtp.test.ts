import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { openAdapter } from "../../../test/harness/open-adapter.js";
import { outgoingFor } from "../../../test/harness/outgoing.js";
import { SmtpSink } from "../../../test/harness/smtp-sink.js";
import { verifyDkim } from "../../../test/harness/dkim.js";
import type { ChannelAdapter } from "../../ports/channel.js";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function startSink(options: Parameters<typeof SmtpSink.start>[0] = {}): Promise<SmtpSink> {
  const sink = await SmtpSink.start(options);
  stops.push(() => sink.stop());
  return sink;
}

async function open(options: Readonly<Record<string, unknown>>): Promise<ChannelAdapter> {
  const adapter = await openAdapter("smtp", { from: "Shöp <news@shop.example.com>", tls: "off", ...options });
  stops.push(() => adapter.close());
  return adapter;
}

const mail = (id: string, more: Parameters<typeof outgoingFor>[2] = {}) =>
  outgoingFor("email", id, { address: "ann@example.com", ...more });
const patient = () => AbortSignal.timeout(10_000);
const keys = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

describe("e-mail by SMTP", () => {
  it("carries one List-Unsubscribe with one click, signed with all the rest", async () => {
    const sink = await startSink();
    const adapter = await open({
      url: `smtp://127.0.0.1:${sink.port}`,
      unsubscribeMailto: "stop@shop.example.com",
      bounces: "bounces@shop.example.com",
      dkim: { domain: "shop.example.com", selector: "s1", privateKey: keys.privateKey },
    });
    const link = `https://shop.example.com/u/v1.k1.${"x".repeat(300)}`;
    const words = { title: "Grüße", text: "Hello Ann\r\n.\r\nBye", html: "<p>Hello Ann</p>" };
    await adapter.deliver(mail("m1.cart.email", { unsubscribeUrl: link, words }), patient());
    const [taken] = sink.mails;
    expect(taken).toMatchObject({ from: "bounces@shop.example.com", to: ["ann@example.com"] });
    const [read] = await sink.read();
    expect(read).toMatchObject({
      subject: "Grüße",
      messageId: "<m1.cart.email@shop.example.com>",
      from: { name: "Shöp", address: "news@shop.example.com" },
      text: expect.stringContaining("Hello Ann\n.\nBye"),
      html: expect.stringContaining("<p>Hello Ann</p>"),
    });
    const headers = (key: string) => read?.headers.filter((header) => header.key === key).map(({ value }) => value);
    expect(headers("list-unsubscribe")).toEqual([
      `<${link}>, <mailto:stop@shop.example.com?subject=unsubscribe%20m1.cart.email>`,
    ]);
    expect(headers("list-unsubscribe-post")).toEqual(["List-Unsubscribe=One-Click"]);
    expect(headers("feedback-id")).toEqual(["cart-reminder:promotional:cart-email:attune"]);
    const raw = taken?.raw ?? Buffer.alloc(0);
    const dkim = verifyDkim(raw, keys.publicKey);
    expect(dkim).toMatchObject({ isValid: true, domain: "shop.example.com", selector: "s1" });
    expect(dkim.covers).toEqual(
      expect.arrayContaining(["from", "to", "subject", "date", "list-unsubscribe", "list-unsubscribe-post"]),
    );
    const altered = Buffer.from(raw.toString("latin1").replace("One-Click", "One-Cl1ck"), "latin1");
    expect(verifyDkim(altered, keys.publicKey).isValid).toBe(false);
  });

  it("promises no click where there is no link, and nothing on what can't be refused", async () => {
    const sink = await startSink();
    const adapter = await open({ url: `smtp://127.0.0.1:${sink.port}`, unsubscribeMailto: "stop@shop.example.com" });
    await adapter.deliver(mail("m1", { unsubscribeUrl: undefined }), patient());
    await adapter.deliver(mail("m2", { unsubscribeUrl: undefined, message: { class: "transactional" } }), patient());
    const [first, second] = (await sink.read()).map(({ headers }) => headers.map(({ key }) => key));
    expect(first).toContain("list-unsubscribe");
    expect(first).not.toContain("list-unsubscribe-post");
    expect(second).not.toContain("list-unsubscribe");
  });

  it("sends several over one connection, and ends it after so many", async () => {
    const sink = await startSink();
    const adapter = await open({ url: `smtp://127.0.0.1:${sink.port}`, messagesPerConnection: 3 });
    for (let i = 0; i < 7; i++)
      expect(await adapter.deliver(mail(`m${i}`), patient())).toMatchObject({ outcome: "sent" });
    expect(sink.mails).toHaveLength(7);
    expect(sink.connections).toBe(3);
  });

  it("asks for a password only a server that is who it says it is", async () => {
    const credentials = { user: "shop", pass: "p@ss:word/%" };
    const sink = await startSink({ credentials, offersTls: true });
    const url = (pass: string) => `smtp://shop:${encodeURIComponent(pass)}@127.0.0.1:${sink.port}`;
    const adapter = await open({ url: url(credentials.pass), tls: "required" });
    // Nobody has signed its certificate.
    expect(await adapter.deliver(mail("m1"), patient())).toEqual({ outcome: "retry", code: "smtp.unreachable" });
    expect(sink.mails).toEqual([]);
    await expect(open({ url: url(credentials.pass), tls: "off" })).rejects.toThrow(/plain text/);
  });

  it("sends nothing in plain text to a server without TLS", async () => {
    const sink = await startSink();
    const adapter = await open({ url: `smtp://127.0.0.1:${sink.port}`, tls: "required" });
    expect((await adapter.deliver(mail("m1"), patient())).outcome).toBe("endpoint-down");
    expect(sink.mails).toEqual([]);
  });

  it.each([
    [{ url: "smtp://", from: "a@b.example" }, /url/],
    [{ url: "smtp://h:25", from: "a@b.example, c@d.example" }, /from/],
    [{ url: "smtp://h:25", from: "a@b.example", bounces: "B <b@b.example>" }, /bounces/],
    [
      { url: "smtp://h:25", from: "a@b.example", dkim: { domain: "b.example", selector: "s", privateKey: "no" } },
      /privateKey/,
    ],
  ])("refuses what can't work: %j", async (options, problem) => {
    await expect(openAdapter("smtp", { tls: "off", ...options })).rejects.toThrow(problem);
  });
});
