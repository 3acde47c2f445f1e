import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";

function readAll<T>(pack: (writer: ByteWriter) => void, unpack: (reader: ByteReader) => T): T[] {
  const writer = new ByteWriter(16);
  pack(writer);
  const reader = new ByteReader(writer, 0, writer.position);
  const all: T[] = [];
  while (!reader.isAtEnd()) all.push(unpack(reader));
  return all;
}

it("reads texts as they were written, whether one like them was read before or not", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.string({ unit: "binary-ascii", maxLength: 30 }),
    // Alike but for their ends, their lengths or a zero.
    fc.tuple(fc.nat(30), fc.constantFrom("", "\0", "a", "é")).map(([length, end]) => "a".repeat(length) + end),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), (texts) => {
      const twice = [...texts, ...texts];
      const pack = (writer: ByteWriter): void => twice.forEach((one) => writer.text(one));
      expect(readAll(pack, (reader) => reader.text())).toEqual(twice);
    }),
  );
});

it("reads numbers of any size as they were written", () => {
  const number = fc.oneof(
    fc.maxSafeNat(),
    fc.nat(),
    fc.nat(53).map((bits) => Math.max(0, 2 ** bits - 1)),
  );
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      const pack = (writer: ByteWriter): void => numbers.forEach((one) => writer.whole(one));
      expect(readAll(pack, (reader) => reader.whole())).toEqual(numbers);
    }),
  );
  const tooLarge = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f]);
  expect(() =>
    readAll(
      (writer) => writer.raw(tooLarge),
      (reader) => reader.whole(),
    ),
  ).toThrow(/too large/);
});
