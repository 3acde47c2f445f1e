import { type Static, Type } from "@sinclair/typebox";
import { RECOMMENDATION_REASONS, SCENARIOS, SIGNALS } from "../../domain/recommendation.js";
import { idText, moment, oneOf, refTo } from "./fields.js";

const because = Type.Object(
  {
    id: idText("An item of the person's own."),
    title: Type.String(),
    kind: oneOf(["view", "cart", "save", "order"], "What the person did with it."),
    share: Type.Number({ description: "Its share of the strongest signal, 0 to 1; the shares of all add up to 1." }),
  },
  { description: "What a recommendation rests on." },
);

export const recommendedSchema = Type.Object(
  {
    id: idText("The item's id."),
    type: Type.String(),
    title: Type.String({ description: "Empty where it is not known." }),
    url: Type.String(),
    image: Type.String(),
    category: Type.String(),
    brand: Type.String(),
    price: Type.Optional(Type.Number({ description: "Absent: not known." })),
    oldPrice: Type.Optional(Type.Number({ description: "Before a reduction." })),
    inStock: Type.Boolean(),
    scenario: Type.String({ description: "Which of `answeredBy` it comes from." }),
    reason: oneOf(RECOMMENDATION_REASONS, "Why, as a code: words are the shop's."),
    because: Type.Array(because, {
      description:
        "The person's own items that it rests on, the strongest first. Empty where it rests on none, or where a write key must not see them.",
    }),
    score: Type.Number({ description: "To be compared within one answer only." }),
    parts: Type.Array(Type.Object({ signal: oneOf(SIGNALS, "Where it comes from."), value: Type.Number() }), {
      description: "What each signal gave to the score; they add up to it.",
    }),
  },
  { $id: "RecommendedItem" },
);

export const profileBasisSchema = Type.Object(
  {
    found: Type.Boolean({ description: "Whether anything is known of this person." }),
    partition: Type.Integer(),
    offset: Type.Integer({ description: "All events up to here in the partition's log are in it." }),
    time: Type.Union([moment("When the last of its events happened."), Type.Null()], {
      description: "null: there are none, or a write key must not see it.",
    }),
  },
  { $id: "ProfileBasis", description: "Which state of the person's profile an answer rests on." },
);

export const recommendationSchema = Type.Object(
  {
    scenario: Type.String(),
    version: Type.String({
      description: "What made it: the model's version and the place in the catalogue's journal.",
    }),
    answeredBy: Type.Array(Type.String(), {
      description:
        "The scenarios that items come from: the one that was asked for, then those of its fallback chain that had to fill up.",
    }),
    items: Type.Array(refTo(recommendedSchema), { description: "Best first." }),
    profile: Type.Union([refTo(profileBasisSchema), Type.Null()], { description: "null: no person was named." }),
  },
  { $id: "Recommendation" },
);
export type RecommendationJson = Static<typeof recommendationSchema>;

export const recommendationsSchema = Type.Object(
  { results: Type.Array(refTo(recommendationSchema)) },
  { $id: "Recommendations", description: "One for each of `requests`, in their order." },
);

export const scenarioSchema = Type.Object(
  {
    id: Type.String(),
    kind: oneOf(SCENARIOS, "How its items are found."),
    inStock: Type.Boolean(),
    notOwned: Type.Boolean(),
    diversity: Type.Number(),
    fallback: Type.Array(Type.String(), { description: "Asked in this order while items are missing." }),
  },
  { $id: "Scenario" },
);
export const scenariosSchema = Type.Object(
  { scenarios: Type.Array(refTo(scenarioSchema)), version: Type.String({ description: "What answers now." }) },
  { $id: "Scenarios" },
);
