import fc from "fast-check";
import { Liquid } from "liquidjs";
import { expect, test } from "vitest";
import { piecesOf } from "./copy-pieces.js";

const liquid = new Liquid({ strictVariables: true, ownPropertyOnly: true });

test.each([
  "Plain words",
  "{{ person.firstName }}, your {{ item.name }} is still here",
  "{{- item.name -}}  for {{ item['price'] }}",
  "https://shop.example.com/p/{{ item.name | url_encode }}",
  "Braces } and { are text",
  "",
])("%j reads as Liquid renders it", (source) => {
  const template = liquid.parse(source);
  const pieces = piecesOf(template);
  const text = fc.string({ unit: "grapheme" });
  const price = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
  fc.assert(
    fc.property(text, text, price, (firstName, name, price) => {
      const scope = { person: { firstName }, item: { name, price } };
      expect(pieces?.(scope)).toBe(liquid.renderSync(template, scope));
    }),
  );
});

test.each([
  "{% if item.name %}yes{% endif %}",
  "{% case item.name %}{% when 'a' %}yes{% endcase %}",
  "{% comment %}no{% endcomment %}",
  "{{ item.price | round: 2 }}",
  "{{ item.name | url_encode | upcase }}",
  "{{ 'a literal' }}",
  "{{ item.price > 3 }}",
  "{{ item }}",
  "{{ item.name.size }}",
  "{{ item[person.firstName] }}",
])("%j is left to Liquid", (source) => {
  expect(piecesOf(liquid.parse(source))).toBeUndefined();
});

test("a fact that isn't there is an error, as with strict variables", () => {
  const pieces = piecesOf(liquid.parse("{{ item.name }}"));
  expect(() => pieces?.({ item: {} })).toThrow(TypeError);
  expect(() => pieces?.({})).toThrow(TypeError);
});
