import type { FastifyInstance } from "fastify";
import type { Recommender, Scenario } from "../domain/recommendation.js";
import { refTo, refusals } from "./schemas/fields.js";
import { scenariosSchema } from "./schemas/recommendation.js";

/** `GET /v1/scenarios`: what may be asked for by name. */
export function scenarioRoutes(
  app: FastifyInstance,
  parts: { readonly scenarios: ReadonlyMap<string, Scenario>; readonly recommender: () => Recommender },
): void {
  const schema = {
    tags: ["recommendations"],
    summary: "The scenarios there are",
    response: { 200: refTo(scenariosSchema), ...refusals() },
  };
  const scenarios = [...parts.scenarios.values()].map(({ id, kind, filter, fallback }) => {
    const { inStock, notOwned, diversity } = filter;
    return { id, kind, inStock, notOwned, diversity, fallback };
  });
  app.get("/v1/scenarios", { schema }, async () => ({ scenarios, version: parts.recommender().version }));
}
