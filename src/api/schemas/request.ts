import { type Static, Type } from "@sinclair/typebox";
import { MOST_RECOMMENDED } from "../../domain/recommendation.js";
import { idText, label, listOf, refTo } from "./fields.js";

/** What recommendations are asked for with: the same names in a query and in a body. */

const DEFAULT_SCENARIO = "for-you";
const DEFAULT_N = 10;
/** Frames of one page. */
export const MOST_FRAMES = 20;

const price = (description: string) => Type.Number({ minimum: 0, maximum: 1e12, description });

/** Whom it is for; neither: somebody of whom nothing is known. */
const person = {
  userId: Type.Optional(idText("A known person; needs a server key.")),
  anonymousId: Type.Optional(idText("A device, as the SDK's anonymousId; a write key is enough.")),
  recent: Type.Optional(
    listOf(
      idText("An item's id."),
      50,
      "Items that were just looked at, newest first: what Attune has not heard of otherwise.",
    ),
  ),
};

const frame = {
  scenario: Type.Optional(
    Type.String({
      pattern: "^[a-z0-9][a-z0-9-]{0,63}$",
      default: DEFAULT_SCENARIO,
      description: "One of GET /v1/scenarios.",
    }),
  ),
  n: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MOST_RECOMMENDED, default: DEFAULT_N, description: "How many." }),
  ),
  item: Type.Optional(
    listOf(
      idText("An item's id."),
      50,
      "What it is about: the item on the page, the cart. Left out: what the person did last.",
    ),
  ),
  exclude: Type.Optional(listOf(idText("An item's id."), 500, "Not these.")),
  type: Type.Optional(listOf(label("", 64), 20, "Only these types.")),
  category: Type.Optional(listOf(label("", 200), 50, "Only these categories.")),
  brand: Type.Optional(listOf(label("", 200), 50, "Only these brands.")),
  minPrice: Type.Optional(price("Not cheaper.")),
  maxPrice: Type.Optional(price("Not dearer.")),
  inStock: Type.Optional(Type.Boolean({ description: "Only what can be bought now. Left out: the scenario's own." })),
  notOwned: Type.Optional(Type.Boolean({ description: "Not what the person bought. Left out: the scenario's own." })),
  mostPerBrand: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MOST_RECOMMENDED, description: "At most so many of one brand." }),
  ),
  diversity: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: "0: by score alone; 1: as different as can be (MMR)." }),
  ),
};

export const frameSchema = Type.Object(frame, {
  $id: "RecommendationFrame",
  additionalProperties: false,
  description: "One frame of a page.",
});
export type FrameJson = Static<typeof frameSchema>;

const writeKey = Type.Optional(
  Type.String({ maxLength: 256, description: "A write key, where no header can be set." }),
);

export const recommendationQuerySchema = Type.Object(
  { ...person, ...frame, writeKey },
  { additionalProperties: false },
);
export type RecommendationQuery = Static<typeof recommendationQuerySchema>;

export const recommendationBodySchema = Type.Object(
  {
    ...person,
    ...frame,
    requests: Type.Optional(
      Type.Array(refTo(frameSchema), {
        minItems: 1,
        maxItems: MOST_FRAMES,
        description: "Several frames at once; then none of a frame's fields may stand beside it.",
      }),
    ),
    distinct: Type.Optional(
      Type.Boolean({
        default: false,
        description: "With `requests`: no item in more than one frame, the first keeps it.",
      }),
    ),
  },
  {
    $id: "RecommendationBody",
    additionalProperties: false,
    description: "The fields of the query; or several frames.",
  },
);
export type RecommendationBody = Static<typeof recommendationBodySchema>;

export const FRAME_FIELDS = Object.keys(frame) as readonly (keyof FrameJson)[];

export const withDefaults = (asked: FrameJson) => ({ scenario: DEFAULT_SCENARIO, n: DEFAULT_N, ...asked });
