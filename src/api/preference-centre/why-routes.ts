import type { FastifyInstance, FastifyReply } from "fastify";
import { fewAtOnce } from "../people/few-at-once.js";
import { framed } from "./centre-routes.js";
import { requireOwn, type Visit, type Visits } from "./visit.js";
import { whyPage } from "./why-page.js";

/** Looking for a decision reads partitions of the log. */
const MOST_SEARCHES = 4;
const hidden = { schema: { hide: true } };

/** "Why did I get this?": `/w/<token>` for one message, and any of the person's messages from within the preference centre. */
export function whyRoutes(app: FastifyInstance, visits: Visits): void {
  const { records, context } = visits.parts;
  const enter = fewAtOnce(MOST_SEARCHES);
  const show = async (reply: FastifyReply, visit: Visit, id: string, frame: object): Promise<FastifyReply> => {
    const done = enter();
    try {
      const { person } = visit;
      // A message's id begins with that of the decision that made it.
      const decision = id === "" ? undefined : await records.decision(person, id.split(".", 1)[0] as string);
      const message = decision === undefined ? undefined : await records.message(person, id);
      const fields = whyPage({ ...visit, message, decision, context });
      return await visits.send(reply, "why", visit, { ...frame, title: visit.names.texts.why.title, ...fields });
    } finally {
      done();
    }
  };
  app.get("/w/:token", hidden, async (request, reply) => {
    const visit = await visits.open(request, "why", "/w/");
    requireOwn(visit);
    return show(reply, visit, visit.claim.message ?? "", {});
  });
  app.get("/p/:token/why", hidden, async (request, reply) => {
    const visit = await visits.open(request, "preferences", "/p/");
    requireOwn(visit);
    const { message } = request.query as { message?: unknown };
    return show(reply, visit, typeof message === "string" ? message : "", framed(visit, "/messages"));
  });
}
