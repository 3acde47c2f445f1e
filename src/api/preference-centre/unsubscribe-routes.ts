import type { FastifyInstance } from "fastify";
import type { EngineContext } from "../../domain/context.js";
import type { Profile } from "../../engine/index.js";
import type { Claim } from "../../links/index.js";
import { MARKETING } from "../people/choices.js";
import type { Statement } from "../people/person-log.js";
import { FORM_BYTES, readForm } from "./form.js";
import { fill } from "./texts/index.js";
import type { Visits } from "./visit.js";

const SOURCE = "unsubscribe";
const TRANSACTIONAL = "transactional";

/**
 * `/u/<token>`: a page that changes nothing, as scanners follow links; POST unsubscribes at once, without a question, by whoever sends it: the form, or
 * a mail program's button (RFC 8058).
 */
export function unsubscribeRoutes(app: FastifyInstance, visits: Visits): void {
  const { context, said } = visits.parts;
  app.get("/u/:token", { schema: { hide: true } }, async (request, reply) => {
    const visit = await visits.open(request, "unsubscribe", "/u/");
    const { claim, names, base } = visit;
    const { channels, unsubscribe } = names.texts;
    return visits.send(reply, "unsubscribe", visit, {
      title: unsubscribe.title,
      base,
      ofChannel: fill(unsubscribe.channel, { channel: channels[claim.channel ?? "email"] }),
      ofTopic: claim.topic === undefined ? "" : fill(unsubscribe.topic, { topic: names.of(claim.topic) }),
    });
  });
  app.post("/u/:token", { schema: { hide: true }, bodyLimit: FORM_BYTES }, async (request, reply) => {
    const visit = await visits.open(request, "unsubscribe", "/u/");
    const { claim, person, profile, names } = visit;
    const { topic } = claim;
    const isTopic = topic !== undefined && readForm(request.body).get("scope") === "topic";
    await said.say(person, SOURCE, isTopic ? [refusal(topic, profile)] : leaving(claim, context));
    const { done, doneHint } = names.texts.unsubscribe;
    return visits.send(reply, "notice", visit, { title: done, text: doneHint });
  });
}

/** Marketing on the channel; and what the message was sent for, where that is something else. */
function leaving({ channel = "email", message }: Claim, { actions }: EngineContext): Statement[] {
  const treatment = message?.split(".", 2)[1];
  const sentBy = actions.find((action) =>
    [...action.treatments, ...action.steps.flatMap((step) => step.treatments)].some(({ id }) => id === treatment),
  );
  const purposes = new Set([MARKETING, sentBy?.purpose ?? MARKETING]);
  purposes.delete(TRANSACTIONAL);
  const about = message === undefined ? {} : { message_id: message };
  return [...purposes].map((purpose) => ({
    type: "track",
    event: "Unsubscribed",
    properties: { channel, purpose, ...about },
  }));
}

function refusal(topic: string, profile: Profile | undefined): Statement {
  const { topics = [], refusedTopics = [] } = profile?.read("preferences") ?? {};
  const others = topics.filter((one) => one !== topic);
  return {
    type: "track",
    event: "Preferences Updated",
    properties: {
      refused_topics: [...new Set([topic, ...refusedTopics])],
      ...(others.length > 0 ? { topics: others } : {}),
    },
  };
}
