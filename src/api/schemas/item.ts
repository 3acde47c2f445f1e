import { type Static, Type } from "@sinclair/typebox";
import { MOST_ITEM_TAGS } from "../../domain/item.js";
import { idText, label, listOf, moment, oneOf } from "./fields.js";

/** Items as the API takes and shows them: domain/item.ts in JSON. What isn't known is left out of an answer. */

const LINK = "^(https?://|/)[^\\s]*$|^$";

function link(description: string) {
  return Type.String({ maxLength: 2_048, pattern: LINK, description });
}

const texts = {
  type: label('What it is: "product", "article", "offer" or any word of yours. Left out: "product".', 64),
  title: label("As people call it; cut after 200 characters.", 1_000),
  url: link("Its page: http(s), or from the root of the shop."),
  image: link("Its picture."),
  category: label("One category.", 200),
  brand: label("", 200),
  group: label("What variants of one thing share (Google's item_group_id).", 256),
  colour: label("", 100),
};

const price = (description: string) => Type.Number({ minimum: 0, maximum: 1e12, description });
const inStock = Type.Boolean({ description: "Left out: true." });
const tags = listOf(label("", 100), MOST_ITEM_TAGS, "Further marks: a material, a season, a style.");
const publishedAt = moment("When it came into the catalogue.");
const expiresAt = moment("Not to be recommended from then on.");

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** What may be said of an item; null takes a price or a time back. */
const sayable = {
  ...texts,
  price: orNull(price("In the shop's currency.")),
  oldPrice: orNull(price("Before a reduction.")),
  inStock,
  tags,
  publishedAt: orNull(publishedAt),
  expiresAt: orNull(expiresAt),
};

export const itemFieldsSchema = Type.Partial(Type.Object(sayable), {
  $id: "ItemFields",
  additionalProperties: false,
  description: "What is said of an item.",
});
export type ItemFieldsJson = Static<typeof itemFieldsSchema>;

export const ITEM_CHANGES = ["put", "patch", "delete"] as const;

export const itemChangeSchema = Type.Composite(
  [
    Type.Object({ id: idText("The item's id, as product events name it.") }),
    Type.Partial(
      Type.Object({
        change: Type.Unsafe<(typeof ITEM_CHANGES)[number]>({
          type: "string",
          enum: [...ITEM_CHANGES],
          description: "put: this is all there is to say; patch: what is left out stays; delete. Left out: put.",
        }),
        ...sayable,
      }),
    ),
  ],
  { $id: "ItemChange", additionalProperties: false, description: "One item of a batch." },
);
export type ItemChangeJson = Static<typeof itemChangeSchema>;

export const itemSchema = Type.Composite(
  [
    Type.Object({ id: idText("The item's id."), ...texts, inStock, tags }),
    Type.Partial(
      Type.Object({
        price: price("In the shop's currency; absent: not known."),
        oldPrice: price("Before a reduction."),
        publishedAt,
        expiresAt,
      }),
    ),
  ],
  {
    $id: "Item",
    additionalProperties: false,
    description: "An item of the catalogue. Texts are empty where nothing is known.",
  },
);
export type ItemJson = Static<typeof itemSchema>;

export const itemStoredSchema = Type.Object(
  {
    success: Type.Literal(true),
    id: Type.String(),
    status: oneOf(["created", "changed", "unchanged", "removed"], "What became of it."),
  },
  { $id: "ItemStored", description: "Stored durably; served after the next refresh of the catalogue." },
);

export const itemsTakenSchema = Type.Object(
  {
    success: Type.Literal(true),
    created: Type.Integer(),
    changed: Type.Integer(),
    unchanged: Type.Integer(),
    removed: Type.Integer(),
    rejected: Type.Integer(),
    results: Type.Array(
      Type.Object({
        index: Type.Integer(),
        id: Type.Optional(Type.String()),
        status: oneOf(["accepted", "rejected"], "Whether it was right."),
        code: Type.Optional(Type.String()),
        message: Type.Optional(Type.String()),
      }),
      { description: "One an item, in the request's order." },
    ),
  },
  { $id: "ItemsTaken", description: "Items that are right are stored, whatever the others are." },
);
export type ItemsTakenJson = Static<typeof itemsTakenSchema>;
