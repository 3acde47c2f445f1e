import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EngineContext } from "../../domain/context.js";
import { AttuneError } from "../../domain/errors.js";
import type { PersonKey } from "../../domain/person.js";
import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import { requireScope } from "../callers.js";
import { refTo, refusals } from "../schemas/fields.js";
import {
  personExportSchema,
  personParams,
  personSaidSchema,
  personSchema,
  preferencesBodySchema,
  type PreferencesBody,
  preferencesSchema,
} from "../schemas/person.js";
import { type Choices, choicesOf } from "./choices.js";
import { exportStream } from "./export.js";
import { fewAtOnce } from "./few-at-once.js";
import { type AskTiming, outlookOf } from "./outlook.js";
import type { PersonLog, Said } from "./person-log.js";
import type { PersonReader } from "./person-reader.js";
import type { PersonRecords } from "./person-records.js";
import { preferencesOf, statementsOf } from "./preferences.js";

export interface PeopleParts {
  readonly people: PersonReader;
  readonly said: PersonLog;
  readonly records: PersonRecords;
  readonly engine: Pick<Engine<Profile>, "describe">;
  readonly context: EngineContext;
  readonly timing: AskTiming;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Exports of all callers at once: each reads whole partitions of the log. */
export const MOST_EXPORTS = 2;

const tags = ["people"];
const about = { tags, params: personParams };

/** What is known of a person, what they want, and forgetting them. Whatever changes something goes through the log. */
export function peopleRoutes(app: FastifyInstance, parts: PeopleParts): void {
  const choices = choicesOf(parts.context);
  const enter = fewAtOnce(MOST_EXPORTS);
  app.register(async (people) => {
    people.addHook("onRequest", async ({ caller }) => requireScope(caller, "people", "what is known of people"));
    people.get(
      "/v1/people/:id",
      {
        schema: {
          ...about,
          summary: "What is known of a person",
          response: { 200: refTo(personSchema), ...refusals(404) },
        },
      },
      (request) => shown(request, parts),
    );
    people.delete(
      "/v1/people/:id",
      {
        schema: {
          ...about,
          summary: "Forget a person",
          description:
            "Profile, timers, deliveries, inbox, events in the log and sessions in the models. Nobody need be known by this key.",
          response: { 202: refTo(personSaidSchema), ...refusals() },
        },
      },
      async (request, reply) => {
        const person = personOf(request);
        return taken(reply, person, await parts.said.erase(person));
      },
    );
    preferenceRoutes(people, parts, choices);
    people.get(
      "/v1/people/:id/export",
      {
        schema: {
          ...about,
          summary: "Everything that is kept of a person",
          description: "Reads whole partitions of the log: it may take a while, and few run at once.",
          response: { 200: refTo(personExportSchema), ...refusals(404) },
        },
      },
      async (request, reply) => {
        const { profile } = await parts.people.read(personOf(request));
        if (profile === undefined) throw unknownPerson();
        const exported = exportStream(personOf(request), parts, enter());
        return reply.type("application/json; charset=utf-8").send(exported);
      },
    );
  });
}

function preferenceRoutes(app: FastifyInstance, parts: PeopleParts, choices: Choices): void {
  const { people, said } = parts;
  const url = "/v1/people/:id/preferences";
  app.get(
    url,
    {
      schema: {
        ...about,
        summary: "What a person wants, and has agreed to",
        description: "Of somebody who isn't known, what holds for a stranger.",
        response: { 200: refTo(preferencesSchema), ...refusals() },
      },
    },
    (request) => wanted(request, parts, choices),
  );
  app.put(
    url,
    {
      schema: {
        ...about,
        summary: "Declare what a person wants",
        body: refTo(preferencesBodySchema),
        response: { 202: refTo(personSaidSchema), ...refusals(413) },
      },
    },
    async (request, reply) => {
      const { person } = await people.read(personOf(request));
      const statements = statementsOf(request.body as PreferencesBody);
      return taken(reply, person, await said.say(person, request.caller.name, statements));
    },
  );
}

async function shown(request: FastifyRequest, { people, engine, timing, now }: PeopleParts) {
  const { person, profile, partition, offset } = await people.read(personOf(request));
  if (profile === undefined) throw unknownPerson();
  return { person, partition, offset, profile: engine.describe(profile), outlook: outlookOf(profile, timing(), now()) };
}

async function wanted(request: FastifyRequest, { people, context, now }: PeopleParts, choices: Choices) {
  const { person, profile } = await people.read(personOf(request));
  return preferencesOf(person, profile, choices, context, now());
}

function taken(reply: FastifyReply, person: PersonKey, { applied }: Said): FastifyReply {
  return reply.code(202).send({ success: true, person, applied });
}

function personOf({ params }: FastifyRequest): PersonKey {
  return (params as { id: PersonKey }).id;
}

function unknownPerson(): AttuneError {
  return new AttuneError("ATTUNE_API_PERSON", "nothing is known of this person");
}
