import { LRUCache } from "lru-cache";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SuppressionList } from "../../channels/suppression/index.js";
import { TokenBucket } from "../../collector/index.js";
import type { EngineContext } from "../../domain/context.js";
import { AttuneError } from "../../domain/errors.js";
import type { PersonKey } from "../../domain/person.js";
import type { Profile } from "../../engine/index.js";
import type { Claim, LinkSettings, LinkSigner, Purpose } from "../../links/index.js";
import type { PersonLog } from "../people/person-log.js";
import type { PersonReader } from "../people/person-reader.js";
import type { PersonRecords } from "../people/person-records.js";
import type { PreferenceCentreSettings } from "../settings.js";
import { type Names, namesFor } from "./names.js";
import { PAGE_HEADERS, type PageName, renderPage } from "./pages.js";

export interface PageParts {
  readonly people: PersonReader;
  readonly said: PersonLog;
  readonly records: PersonRecords;
  readonly context: EngineContext;
  readonly signer: LinkSigner;
  readonly links: LinkSettings;
  readonly settings: PreferenceCentreSettings;
  readonly suppressions: Pick<SuppressionList, "find" | "remove">;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Who came by a link, and what is known of them. */
export interface Visit {
  readonly claim: Claim;
  readonly person: PersonKey;
  readonly profile: Profile | undefined;
  readonly names: Names;
  /** The page's own address, without the host. */
  readonly base: string;
}

/** Requests a second with one person's links, in the long run and at once: a page a person looks at, and a form now and then. */
const PER_SECOND = 2;
const AT_ONCE = 40;
const MOST_BUCKETS = 10_000;

/** Opens links and answers with pages. */
export class Visits {
  readonly parts: PageParts;
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: MOST_BUCKETS });
  /** Where publicUrl has a path of its own, pages link below it. */
  readonly #prefix: string;

  constructor(parts: PageParts) {
    this.parts = parts;
    const { publicUrl } = parts.links;
    this.#prefix = URL.canParse(publicUrl) ? new URL(publicUrl).pathname.replace(/\/+$/, "") : "";
  }

  /** @throws AttuneError ATTUNE_API_LINK | ATTUNE_RATE | ATTUNE_STATE_UNAVAILABLE */
  async open(request: FastifyRequest, purpose: Purpose, path: string): Promise<Visit> {
    const { signer, people, context, settings, now } = this.parts;
    const { token } = request.params as { token: string };
    const claim = signer.open(token, purpose, now());
    if (claim === undefined) throw new AttuneError("ATTUNE_API_LINK", "the link is none of ours, or has run out");
    this.#requireRate(claim.person);
    const { person, profile } = await people.read(claim.person);
    const names = namesFor(profile, request.headers["accept-language"], {
      names: settings.names,
      zone: context.zone,
    });
    return { claim, person, profile, names, base: `${this.#prefix}${path}${token}` };
  }

  /** `status` other than 200 where something is to be put right. */
  send(
    reply: FastifyReply,
    page: PageName,
    { names }: Pick<Visit, "names">,
    fields: { readonly title: string } & Readonly<Record<string, unknown>>,
    status = 200,
  ): FastifyReply {
    const { shop } = this.parts.settings;
    return reply
      .code(status)
      .headers(PAGE_HEADERS)
      .type("text/html; charset=utf-8")
      .send(renderPage(page, { t: names.texts, shop, ...fields }));
  }

  #requireRate(person: PersonKey): void {
    let bucket = this.#buckets.get(person);
    if (bucket === undefined) {
      bucket = new TokenBucket(PER_SECOND, AT_ONCE, this.parts.now);
      this.#buckets.set(person, bucket);
    }
    if (bucket.take(1) > 0) throw new AttuneError("ATTUNE_RATE", "this link is used too often");
  }
}

/**
 * What a link shows is its own person's: where that profile was merged into another, the other's links show it. Otherwise an old message would open the
 * account of whoever used the device next, and anybody could open any account by calling it and their own one person.
 * @throws AttuneError ATTUNE_API_LINK
 */
export function requireOwn({ claim, person }: Visit): void {
  if (person !== claim.person) throw new MovedError();
}

export class MovedError extends AttuneError {
  constructor() {
    super("ATTUNE_API_LINK", "the link is of a profile that was merged into another");
  }
}
