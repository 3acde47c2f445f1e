import type { FastifyInstance } from "fastify";
import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import { centreRoutes } from "./centre-routes.js";
import { errorPages } from "./error-page.js";
import { unsubscribeRoutes } from "./unsubscribe-routes.js";
import { type PageParts, Visits } from "./visit.js";
import { whyRoutes } from "./why-routes.js";

/** The pages that people reach by the links in their messages. Who has a link needs nothing else: no cookie, no script, no account. */
export function preferenceCentre(
  app: FastifyInstance,
  parts: PageParts & { readonly engine: Pick<Engine<Profile>, "describe"> },
): void {
  const visits = new Visits(parts);
  errorPages(app, visits);
  unsubscribeRoutes(app, visits);
  centreRoutes(app, visits, parts.engine);
  whyRoutes(app, visits);
}
