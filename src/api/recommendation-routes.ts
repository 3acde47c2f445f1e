import type { FastifyInstance, FastifyRequest } from "fastify";
import { AttuneError } from "../domain/errors.js";
import { anonymousPerson, knownPerson, type PersonKey } from "../domain/person.js";
import { requireScope } from "./callers.js";
import type { Recommendations } from "./recommendations.js";
import { refTo, refusals } from "./schemas/fields.js";
import { recommendationSchema, recommendationsSchema } from "./schemas/recommendation.js";
import {
  FRAME_FIELDS,
  type FrameJson,
  recommendationBodySchema,
  type RecommendationBody,
  type RecommendationQuery,
  recommendationQuerySchema,
} from "./schemas/request.js";

const tags = ["recommendations"];

const ASKED = {
  tags,
  summary: "Recommend items",
  description:
    "For a known person (server key), for an anonymous visitor (write key), or for nobody in particular, around an item. It rests on every " +
    "event that has been applied to the profile when it is asked, and never answers empty where the catalogue has anything to show.",
  querystring: recommendationQuerySchema,
  response: { 200: refTo(recommendationSchema, "Items, best first, with their reasons."), ...refusals(404) },
};

const SENT = {
  tags,
  summary: "Recommend items for one frame or several",
  description:
    "The query's fields as JSON. With `requests`, one answer for each frame of a page: they rest on the same profile, and count " +
    "against the rate one by one.",
  body: refTo(recommendationBodySchema),
  response: {
    200: {
      description: "With `requests`: one for each.",
      anyOf: [refTo(recommendationSchema), refTo(recommendationsSchema)],
    },
    ...refusals(404, 413),
  },
};

/** `GET /v1/recommendations` for one frame; `POST` for long lists, and for all frames of a page at once. */
export function recommendationRoutes(app: FastifyInstance, recommendations: Recommendations): void {
  app.get("/v1/recommendations", { schema: ASKED }, (request) =>
    answerOne(request, request.query as RecommendationQuery, recommendations),
  );
  app.post("/v1/recommendations", { schema: SENT }, (request) => {
    const body = request.body as RecommendationBody;
    return body.requests === undefined
      ? answerOne(request, body, recommendations)
      : answerPage(request, body, body.requests, recommendations);
  });
}

async function answerOne(request: FastifyRequest, asked: RecommendationQuery, recommendations: Recommendations) {
  const who = askedFor(request, asked);
  const [answer] = await recommendations.answer({ ...who, frames: [frameOf(asked)], distinct: false });
  return answer;
}

async function answerPage(
  request: FastifyRequest,
  body: RecommendationBody,
  frames: readonly FrameJson[],
  recommendations: Recommendations,
) {
  const beside = FRAME_FIELDS.find((name) => body[name] !== undefined);
  if (beside !== undefined) throw new AttuneError("ATTUNE_API_PARAMETER", `${beside} stands beside requests`);
  const who = askedFor(request, body);
  request.caller.bucket.take(frames.length - 1);
  return { results: await recommendations.answer({ ...who, frames, distinct: body.distinct ?? false }) };
}

/** Whom it is about, and whether whoever asks may ask about them. */
function askedFor(
  { caller }: FastifyRequest,
  { userId, anonymousId, recent = [] }: Pick<RecommendationQuery, "userId" | "anonymousId" | "recent">,
) {
  if (userId !== undefined && anonymousId !== undefined)
    throw new AttuneError("ATTUNE_API_PARAMETER", "userId and anonymousId are both given: one is who it is about");
  if (userId !== undefined || !caller.isPublic) requireScope(caller, "recommendations", "reading for a known person");
  return { person: personOf(userId, anonymousId), recent, isPublic: caller.isPublic };
}

function personOf(userId: string | undefined, anonymousId: string | undefined): PersonKey | undefined {
  if (userId !== undefined) return knownPerson(userId);
  return anonymousId === undefined ? undefined : anonymousPerson(anonymousId);
}

function frameOf(asked: FrameJson): FrameJson {
  return Object.fromEntries(FRAME_FIELDS.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]]])));
}
