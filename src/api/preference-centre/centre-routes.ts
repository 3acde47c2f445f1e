import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Engine } from "../../domain/step.js";
import type { Profile } from "../../engine/index.js";
import { choicesOf, MARKETING } from "../people/choices.js";
import { exportStream } from "../people/export.js";
import { fewAtOnce } from "../people/few-at-once.js";
import { MOST_EXPORTS } from "../people/people-routes.js";
import type { Statement } from "../people/person-log.js";
import { consentStatement } from "../people/preferences.js";
import { type Mistake, readChoices } from "./choices-form.js";
import { choicesPage } from "./choices-page.js";
import { comeBack } from "./come-back.js";
import { dataPage, readCorrections } from "./data-page.js";
import { FORM_BYTES, readForm } from "./form.js";
import { messagesPage } from "./messages-page.js";
import { PAGE_HEADERS } from "./pages.js";
import { requireOwn, type Visit, type Visits } from "./visit.js";

/** Who said it, in the consent ledger and at events. */
const SOURCE = "preference-centre";
/** Which wording was agreed to: raised with every change of what the page asks. */
const WORDING = "preference-centre-1";

const hidden = { schema: { hide: true } };
const form = { ...hidden, bodyLimit: FORM_BYTES };

/** The preference centre: `/p/<token>` and the pages below it. Looking changes nothing; what a form says becomes events. */
export function centreRoutes(app: FastifyInstance, visits: Visits, engine: Pick<Engine<Profile>, "describe">): void {
  const { context, people, said, records, settings, suppressions, now } = visits.parts;
  const choices = choicesOf(context);
  const enter = fewAtOnce(MOST_EXPORTS);
  const open = async (request: FastifyRequest): Promise<Visit> => {
    const visit = await visits.open(request, "preferences", "/p/");
    requireOwn(visit);
    return visit;
  };

  const showChoices = (reply: FastifyReply, visit: Visit, wrong: readonly Mistake[] = [], sent?: URLSearchParams) =>
    visits.send(
      reply,
      "choices",
      visit,
      {
        ...framed(visit, ""),
        title: visit.names.texts.choices.title,
        notice: noticeOf(reply.request, visit),
        ...choicesPage({ ...visit, choices, context, now: now() }, wrong, sent),
      },
      wrong.length === 0 ? 200 : 400,
    );
  app.get("/p/:token", hidden, async (request, reply) => showChoices(reply, await open(request)));
  app.post("/p/:token", form, async (request, reply) => {
    const visit = await open(request);
    const sent = readForm(request.body);
    const { statements, mistakes, agreed } = readChoices(sent, {
      choices,
      preferences: visit.profile?.read("preferences"),
      wording: `${WORDING}.${visit.names.texts.language}`,
      now: now(),
    });
    if (mistakes.length > 0) return showChoices(reply, visit, mistakes, sent);
    await comeBack(agreed, visit.profile, context, suppressions);
    return store(reply, visit, statements, "");
  });
  app.post("/p/:token/stop", form, async (request, reply) => {
    const statements = [MARKETING, ...choices.purposes].map((purpose) =>
      consentStatement(purpose, "all", false, WORDING),
    );
    return store(reply, await open(request), statements, "");
  });

  app.get("/p/:token/data", hidden, async (request, reply) => {
    const visit = await open(request);
    const fields = dataPage(visit.profile, settings.correctable, visit.names);
    const title = visit.names.texts.data.title;
    return visits.send(reply, "data", visit, {
      ...framed(visit, "/data"),
      title,
      notice: noticeOf(request, visit),
      ...fields,
    });
  });
  app.post("/p/:token/data", form, async (request, reply) => {
    const visit = await open(request);
    return store(reply, visit, readCorrections(readForm(request.body), visit.profile, settings.correctable), "/data");
  });

  app.get("/p/:token/messages", hidden, async (request, reply) => {
    const visit = await open(request);
    const deliveries = await records.ownDeliveries(visit.person);
    const hrefOf = (message: string): string => `${visit.base}/why?message=${encodeURIComponent(message)}`;
    const fields = messagesPage(visit.profile, deliveries, visit.names, hrefOf);
    const title = visit.names.texts.messages.title;
    return visits.send(reply, "messages", visit, { ...framed(visit, "/messages"), title, ...fields });
  });

  const showYours = (reply: FastifyReply, visit: Visit, wrong: readonly string[] = []) =>
    visits.send(
      reply,
      "yours",
      visit,
      { ...framed(visit, "/yours"), title: visit.names.texts.yours.title, mistakes: wrong },
      wrong.length === 0 ? 200 : 400,
    );
  app.get("/p/:token/yours", hidden, async (request, reply) => showYours(reply, await open(request)));
  app.post("/p/:token/export", form, async (request, reply) => {
    const { person } = await open(request);
    const exported = exportStream(person, { people, records, engine, now }, enter());
    return reply
      .headers(PAGE_HEADERS)
      .header("content-disposition", 'attachment; filename="my-data.json"')
      .type("application/json; charset=utf-8")
      .send(exported);
  });
  app.post("/p/:token/erase", form, async (request, reply) => {
    const visit = await open(request);
    const { yours } = visit.names.texts;
    if (readForm(request.body).get("confirm") !== "yes") return showYours(reply, visit, [yours.eraseMissing]);
    await said.erase(visit.person);
    return visits.send(reply, "notice", visit, { title: yours.erased, text: yours.erasedHint });
  });

  /** The answer leads back to the page, so that loading it again repeats nothing. */
  async function store(
    reply: FastifyReply,
    { person, base }: Visit,
    statements: readonly Statement[],
    page: string,
  ): Promise<FastifyReply> {
    const { applied } = await said.say(person, SOURCE, statements);
    return reply.headers(PAGE_HEADERS).redirect(`${base}${page}?saved=${applied ? "1" : "0"}`, 303);
  }
}

const PAGES = [
  ["", "choices"],
  ["/data", "data"],
  ["/messages", "messages"],
  ["/yours", "yours"],
] as const;

/** What stands around every page of the centre. */
export function framed({ base, names }: Visit, here: string): object {
  const { nav } = names.texts;
  return {
    base,
    nav: PAGES.map(([path, name]) => ({ href: `${base}${path}`, text: nav[name], isHere: path === here })),
  };
}

function noticeOf(request: FastifyRequest, { names }: Visit): string | undefined {
  const { saved } = request.query as { saved?: unknown };
  const { choices } = names.texts;
  return saved === "1" ? choices.saved : saved === "0" ? choices.stored : undefined;
}
