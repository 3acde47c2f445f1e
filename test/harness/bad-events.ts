import { gzipSync } from "node:zlib";

/** What strangers send, by hand and by accident. */

/** A person whom nothing of it may touch: no corpus entry says this id as its own. */
export const CONTROL = "control-person";

/** The event that the others are made of. */
export const GOOD = {
  type: "track",
  event: "Product Viewed",
  userId: "stranger",
  messageId: "m",
  properties: { product_id: "p1", price: 9.5 },
};
const withFields = (more: object): string => JSON.stringify({ ...GOOD, ...more });
const raw = (properties: string): string =>
  `{"type":"track","event":"x","userId":"stranger","properties":${properties}}`;
const nested = (levels: number, open: string, close: string): string =>
  raw(`{"d":${open.repeat(levels)}1${close.repeat(levels)}}`);

/** Texts that have broken something somewhere: protocols, stores, templates, terminals, eyes. */
export const HOSTILE_TEXTS: readonly string[] = [
  "",
  " ",
  "\0",
  "\r\nPUB attune.events.0 2\r\nhi\r\n",
  "a\r\nHMSG x",
  "attune.events.>",
  "*",
  ">",
  "attune.in.*",
  "$JS.API.STREAM.DELETE.ATTUNE",
  "{0}",
  "at:{p1}:u:x",
  "a:b",
  "u:ann",
  `u:${CONTROL}`,
  `a:u:${CONTROL}`,
  "../../etc/passwd",
  "%00",
  "%2e%2e",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "undefined",
  "null",
  "NaN",
  "[object Object]",
  "true",
  "0",
  "-1",
  "1e999",
  "{{ user.secret }}",
  "{% include 'x' %}",
  "${7*7}",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' OR 1=1 --",
  "=cmd|' /C calc'!A0",
  "\u202egnp.exe",
  "a\u200bb",
  "\ufeffx",
  "\u2028",
  "\u00ad",
  "ｕｓｅｒ",
  "e\u0301",
  "é",
  "I\u0307",
  "\ud800",
  "\udc00x",
  "\ud83d",
  "🛒",
  "\u{10ffff}",
  "x".repeat(257),
  "x".repeat(5_000),
  "x".repeat(40_000),
  "\u001b[2J",
  "timer/x/y/1",
  "merge/x",
];

/** Values of every kind in places that want another. */
export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  7,
  -1,
  1e308,
  2 ** 53,
  1.5,
  [],
  [[]],
  {},
  { "": {} },
  [null],
  { toString: 1, valueOf: 2, toJSON: 3 },
  { length: -1 },
  { __proto: 1 },
  ["a", "b"],
  { $ne: null },
  ...HOSTILE_TEXTS,
];

export const HOSTILE_TIMES: readonly unknown[] = [
  "2026-02-30",
  "2026-02-29T00:00:00Z",
  "2026-13-01",
  "2026-00-00",
  "0000-00-00T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "1970-01-01",
  "1969-12-31",
  "+275760-09-13T00:00:00.000Z",
  "2026-11-22T25:00:00Z",
  "2026-11-22T23:59:60Z",
  "2026-11-22 10:00",
  "Jan 1",
  "yesterday",
  "1795341600",
  1795341600,
  1795341600000,
  -1,
  1e20,
  {},
  [],
  "2026-11-22T10:00:00+99:99",
  "2026-11-22T10:00:00.0000000000Z",
  "２０２６-11-22",
];

/** JSON texts that JSON.stringify can't make. */
export const HOSTILE_JSON: readonly string[] = [
  "",
  " ",
  "{",
  "}",
  "[",
  "]",
  "null",
  "true",
  "0",
  "-",
  '"',
  '"x"',
  "[]",
  "{}",
  "[[[",
  '{"a":',
  "{'a':1}",
  "{a:1}",
  '{"a":1,}',
  "NaN",
  "undefined",
  "\ufeff{}",
  "/* x */ {}",
  '{"a":01}',
  '{"a":+1}',
  '{"a":.5}',
  '{"a":1.}',
  '{"a":"\t"}',
  '{"a":"\\x"}',
  '{"a":"\\u12"}',
  '{"a":1}{"b":2}',
  raw('{"n":1e999}'),
  raw('{"n":-1e999}'),
  raw('{"n":[1,2,{"x":1e400}]}'),
  raw('{"n":123456789012345678901234567890}'),
  raw('{"n":"\\ud800"}'),
  raw('{"n":"\\uDC00\\uD800"}'),
  raw('{"\\ud800":1}'),
  raw('{"n":"\\u0000"}'),
  raw('{"__proto__":{"admin":true}}'),
  raw('{"a":{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}}'),
  `{"__proto__":{"userId":"${CONTROL}"},"type":"track","event":"x"}`,
  '{"type":"track","event":"x","userId":"stranger","__proto__":null}',
  '{"type":"track","event":"x","userId":"stranger","userId":7}',
  '{"userId":"stranger","type":"track","event":"__proto__"}',
  `{"attune":1,"type":"timer","id":"t","person":"u:${CONTROL}","timestamp":"2026-11-22T10:00:00.000Z","hops":0,"kind":"cart-abandoned","ref":""}`,
  `{"attune":1,"type":"erase","id":"e","person":"u:${CONTROL}","timestamp":"2026-11-22T10:00:00.000Z","hops":0}`,
  `{"attune":1,"type":"merge","id":"e","person":"u:${CONTROL}","from":"u:${CONTROL}","into":"u:stranger","timestamp":"2026-11-22T10:00:00.000Z","hops":0}`,
  `{"attune":1,"type":"track","event":"x","messageId":"m","userId":"stranger","person":"u:${CONTROL}","hops":1,"timestamp":"2026-11-22T10:00:00.000Z"}`,
  nested(31, "[", "]"),
  nested(40, "[", "]"),
  nested(500, '{"a":', "}"),
  nested(20_000, "[", "]"),
  raw(`{"d":${"[".repeat(20_000)}`),
  raw(`[${"{},".repeat(9_000)}{}]`),
  raw(`{${Array.from({ length: 3_000 }, (_, i) => `"k${i}":{}`).join(",")}}`),
  ...HOSTILE_TIMES.map((timestamp) => withFields({ timestamp })),
  ...HOSTILE_VALUES.flatMap((value) =>
    ["type", "event", "userId", "anonymousId", "messageId", "properties", "traits", "context", "integrations"].map(
      (field) => withFields({ [field]: value }),
    ),
  ),
];

/** Bytes that are no UTF-8, from a lone continuation to an overlong slash and a surrogate encoded as such. */
export const HOSTILE_BYTES: readonly Buffer[] = [
  Buffer.from([0x80]),
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xe0, 0x80, 0xaf]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0xf8, 0x88, 0x80, 0x80, 0x80]),
];

/** Packed bodies that are damaged or larger than they look, with their content-encoding. */
export const HOSTILE_PACKED: readonly (readonly [string, Buffer])[] = (() => {
  const body = gzipSync(JSON.stringify({ batch: [GOOD] }));
  return [
    ["gzip", gzipSync(Buffer.alloc(100_000_000, " "))],
    ["gzip", gzipSync(gzipSync(Buffer.alloc(10_000_000)))],
    ["deflate", body],
    ["gzip, gzip", body],
    ["br", body],
    ["identity", body],
    ["GZIP ", body],
    ["__proto__", body],
    ["gzip", Buffer.alloc(0)],
    ...Array.from({ length: body.length - 1 }, (_, at) => ["gzip", body.subarray(0, at)] as const),
    ...Array.from({ length: body.length }, (_, at) => {
      const flipped = Buffer.from(body);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      return ["gzip", flipped] as const;
    }),
  ];
})();
