import fc from "fast-check";
import { expect, test } from "vitest";
import { Document, isScalar, LineCounter, parseDocument, Scalar } from "yaml";
import { readYaml } from "./yaml-file.js";

const STYLES: readonly Scalar.Type[] = [
  Scalar.PLAIN,
  Scalar.QUOTE_SINGLE,
  Scalar.QUOTE_DOUBLE,
  Scalar.BLOCK_FOLDED,
  Scalar.BLOCK_LITERAL,
];

/** Words and marks as conditions are made of, some far longer than a line. */
const condition = fc
  .array(fc.constantFrom("orders.count", ">=", "90", "&&", "'a b'", '"x\\y"', "!(", ")", "ż", "\n", "  "), {
    minLength: 1,
    maxLength: 40,
  })
  .map((parts) => parts.join(" ").trim())
  .filter((text) => text !== "");

test("every character that isn't white space is found where it stands, however the text is written", () => {
  fc.assert(
    fc.property(condition, fc.constantFrom(...STYLES), fc.boolean(), (text, style, isDeep) => {
      const scalar = new Scalar(text);
      scalar.type = style;
      const document = new Document({ first: 1, list: isDeep ? [{ when: scalar }] : [scalar] });
      const source = document.toString({ lineWidth: 30 });
      const path = isDeep ? ["list", 0, "when"] : ["list", 0];
      const lines = new LineCounter();
      const parsed = parseDocument(source, { lineCounter: lines }).getIn(path, true);
      const value = isScalar(parsed) ? String(parsed.value) : "";
      fc.pre(value !== "");
      const file = readYaml("f.yaml", source, {});
      const rows = source.split("\n");
      for (let index = 0; index < value.length; index++) {
        const char = value.charAt(index);
        if (/\s/.test(char)) continue;
        const { line, column } = file.placeIn(path, index);
        const found = rows[line - 1]?.[column - 1];
        // In double quotes a quote or a backslash stands behind one.
        expect([found, found === "\\" ? rows[line - 1]?.[column] : undefined]).toContain(char);
      }
    }),
    { numRuns: 300 },
  );
});

test("a text that the environment changed, or that is an alias, is named where it begins", () => {
  const file = readYaml("f.yaml", "a: ${X} > 1\nb: &c one two\nd: *c\n", { X: "orders.count" });
  expect(file.placeIn(["a"], 10)).toMatchObject({ line: 1, column: 4 });
  expect(file.placeIn(["b"], 4)).toMatchObject({ line: 2, column: 11 });
  expect(file.placeIn(["d"], 4)).toMatchObject({ line: 3, column: 4 });
});
