/** What every error of Attune carries: a stable code, what happened, what to do, and where (configuration: file:line:column). */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The one catalogue of error codes, with what to do about each. A test holds this list and the reference page equal.
 * `status` is the HTTP status the collector answers with where one applies.
 */
export const ERRORS = {
  // configuration and command line
  ATTUNE_CONFIG_INVALID: { fix: "correct the configuration at the place named; `attune validate` lists every mistake" },
  ATTUNE_CONFIG_MISSING: { fix: "give the folder with attune.yaml by --config, or leave it out to use the defaults" },
  ATTUNE_USAGE: { fix: "see `attune <command> --help`" },
  ATTUNE_URL_UNSUPPORTED: { fix: "use embedded:<folder>, nats://host:port (log) or redis://host:port (state)" },
  ATTUNE_INPUT_UNREADABLE: { fix: "check the file's name, that it can be read, and the preset" },
  ATTUNE_INPUT_TOO_LARGE: { fix: "give a part of it: fewer days (--until), or a smaller file" },
  ATTUNE_INPUT_EMPTY: {
    fix: "give what is asked for: events or decisions in the log, or a file with its columns named (see `attune <command> --help`)",
  },
  ATTUNE_NOT_FOUND: {
    fix: "check its spelling and that configuration, log and state are the right ones; `attune tail` and `attune dead list` show what there is",
  },
  ATTUNE_ADDRESS_IN_USE: { fix: "stop what listens there, or listen elsewhere with --port" },
  ATTUNE_UNEXPECTED: { fix: "a bug: report it with what the command printed and `attune doctor --json`" },
  // the log
  ATTUNE_LOG_UNAVAILABLE: {
    fix: "start the log's server or correct --log; a sender repeats the call later",
    status: 503,
  },
  ATTUNE_LOG_FULL: {
    fix: "raise the log's size limit or shorten its retention; a sender repeats the call later",
    status: 503,
  },
  ATTUNE_LOG_PARTITIONS: { fix: "the number of partitions is fixed when the log is created: start with that number" },
  ATTUNE_LOG_VERSION: {
    fix: "this data was written by another version: use that one, or start with a new data folder",
  },
  ATTUNE_LOG_LOST: {
    fix: "retention passed a stopped partition: events are gone; restore from the source, then restart",
  },
  ATTUNE_LOG_DIVERGED: {
    fix: "the log lost stored events; Attune went on by time: check its disk and sync_interval, resend the gap",
  },
  // the state
  ATTUNE_STATE_UNAVAILABLE: { fix: "start the state's server or correct --state", status: 503 },
  ATTUNE_STATE_FULL: {
    fix: "give the state's server more memory; it must run with maxmemory-policy noeviction",
    status: 503,
  },
  ATTUNE_STATE_EVICTS: {
    fix: "run the state's server with maxmemory-policy noeviction: with any other it drops profiles",
  },
  ATTUNE_STATE_FOREIGN: {
    fix: "use the state that was made from this log, or an empty one: it is computed again from the log",
  },
  ATTUNE_POPULATION_UNREADABLE: {
    fix: "the population snapshot in the log is damaged or newer than this version: use that version",
  },
  ATTUNE_PROFILE_UNREADABLE: { fix: "the stored profile is damaged or newer than this version: restore it by replay" },
  // models
  ATTUNE_MODEL_INVALID: {
    fix: "the version's files are damaged, changed by hand or of another version of Attune: promote another one, or train anew",
  },
  ATTUNE_CATALOGUE_GONE: {
    fix: "the log no longer holds the catalogue as it was then: import the items anew (`attune items import`)",
  },
  ATTUNE_EVALUATION_EMPTY: { fix: "nothing is left to evaluate: give more data, or another --split or --validation" },
  ATTUNE_MODEL_TOO_LARGE: {
    fix: "a model and its training hold at most 4 GB each: use a smaller dimension, fewer items or a shorter period",
  },
  ATTUNE_MODEL_UNAVAILABLE: { fix: "check --models and the version's name; `attune models` lists what there is" },
  ATTUNE_MODEL_WORSE: {
    fix: "keep the current version; or look into both (`attune models compare`) and promote it all the same with --force",
  },
  ATTUNE_TENSORFLOW_UNAVAILABLE: {
    fix: "correct or unset ATTUNE_TENSORFLOW (wasm, node, cpu); node needs @tensorflow/tfjs-node installed beside Attune",
  },
  ATTUNE_TRAINING_TOO_LITTLE: {
    fix: "train again when more has happened, on more data, or with a recipe whose least is lower",
  },
  ATTUNE_SCORE_INVALID: {
    fix: "a bug in the model or its training: report it with the recipe and `attune doctor --json`",
  },
  // intake
  ATTUNE_EVENT_NOT_JSON: { fix: "send one JSON object", status: 400 },
  ATTUNE_EVENT_NOT_UTF8: { fix: "send valid UTF-8 and no lone surrogates", status: 400 },
  ATTUNE_EVENT_TOO_LARGE: {
    fix: "keep one event within 32 KB and one batch within 500 KB and 500 events",
    status: 413,
  },
  ATTUNE_EVENT_TOO_DEEP: { fix: "nest no deeper than 32 levels", status: 400 },
  ATTUNE_EVENT_NUMBER: { fix: "send finite numbers only", status: 400 },
  ATTUNE_EVENT_TYPE: { fix: "give a type: track, identify, page, screen, group or alias", status: 400 },
  ATTUNE_EVENT_NAME: { fix: "give a track call an event name of at most 200 characters", status: 400 },
  ATTUNE_EVENT_NO_ID: { fix: "give a userId or an anonymousId, as a string", status: 400 },
  ATTUNE_EVENT_BAD_ID: { fix: "ids are strings of 1 to 256 characters without control characters", status: 400 },
  ATTUNE_EVENT_FIELD: { fix: "give the field the type that the Segment spec asks for", status: 400 },
  ATTUNE_EVENT_TIME: { fix: "give times as ISO 8601 with a date that exists", status: 400 },
  ATTUNE_BATCH: { fix: 'send {"batch": [...]} with 1 to 500 events', status: 400 },
  ATTUNE_ENCODING: {
    fix: "send gzip or deflate that unpacks within the size limits, or no content-encoding",
    status: 400,
  },
  ATTUNE_WRITE_KEY: {
    fix: "give a write key that the configuration lists, as Basic user, writeKey in the body, or ?writeKey=",
    status: 401,
  },
  ATTUNE_ORIGIN: { fix: "add the site's origin to the write key's list", status: 403 },
  ATTUNE_RATE: { fix: "send more slowly; Retry-After says when", status: 429 },
  ATTUNE_BUSY: {
    fix: "send again after Retry-After; raise the collector's in-flight limits if it stays so",
    status: 503,
  },
  ATTUNE_ROUTE: {
    fix: "send to /v1/track, identify, page, screen, group, alias, batch or import; GET /docs lists the API's routes",
    status: 404,
  },
  ATTUNE_HTTP: { fix: "send well-formed HTTP/1.1, its body within the time allowed", status: 400 },
  ATTUNE_INTERNAL: { fix: "a bug: report it with the collector's log; the same call may be sent again", status: 500 },
  // the API
  ATTUNE_API_KEY: {
    fix: "give a key of the configuration's api.keys as `Authorization: Bearer <key>`, or for an anonymous visitor a write key",
    status: 401,
  },
  ATTUNE_API_SCOPE: {
    fix: "use a server key with this scope (api.keys); a write key reads for anonymous visitors only",
    status: 403,
  },
  ATTUNE_API_PARAMETER: { fix: "correct the parameter named; GET /docs says what it may be", status: 400 },
  ATTUNE_API_SCENARIO: { fix: "ask for one of GET /v1/scenarios, or add it to recommendations.yaml", status: 404 },
  ATTUNE_API_ITEM: {
    fix: "check the id; an item that was just put is served after the next refresh of the catalogue",
    status: 404,
  },
  ATTUNE_API_PERSON: {
    fix: "check the key, u:<userId> or a:<anonymousId>; a person is known after the first event that a worker has applied",
    status: 404,
  },
  ATTUNE_API_LINK: {
    fix: "use the link of a newer message; check links.keys where it was made by this Attune lately",
    status: 404,
  },
  ATTUNE_RECEIPT_SIGNATURE: {
    fix: "sign receipts with the secret that the configuration names, for the address of links.publicUrl",
    status: 401,
  },
  ATTUNE_RECEIPT: {
    fix: "send what became of one message, as the HTTP API's reference says, and name the message",
    status: 400,
  },
  ATTUNE_USER_TOKEN: {
    fix: "let your server sign the user's id with a link key, as the HTTP API's reference says, and sign anew before it runs out",
    status: 403,
  },
  ATTUNE_ANSWER_LATE: {
    fix: "show the page's own content; `attune status` shows whether the partitions' owners are behind",
    status: 503,
  },
  // the catalogue
  ATTUNE_ITEM_ID: { fix: "give every item an id of its own, as a text without control characters", status: 400 },
  ATTUNE_ITEM_FIELD: {
    fix: "correct the field: texts, prices from 0 on, http(s) links or paths, times as ISO 8601; the HTTP API's reference lists them",
    status: 400,
  },
  ATTUNE_ITEMS_MISSING: {
    fix: "check that the feed is whole; if it is, and so much is really gone, repeat the import with --force",
  },
  // channels
  ATTUNE_CHANNEL_UNAVAILABLE: {
    fix: "check that the channel's server runs and can be reached from here, and the adapter's options (address, user, password)",
  },
  // the worker
  ATTUNE_EVENT_POISON: { fix: "look at the event (`attune dead show`), mend the cause, then `attune dead retry`" },
  ATTUNE_STEP_FAILED: { fix: "a bug in the engine: report it with the event; after the mend `attune dead retry`" },
  ATTUNE_FORWARD_LOOP: { fix: "the person's ids point at each other; look at the alias calls that linked them" },
} as const satisfies Record<string, { fix: string; status?: number }>;

export type ErrorCode = keyof typeof ERRORS;

export class AttuneError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;
  readonly place?: Place;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; place?: Place } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AttuneError";
    this.code = code;
    this.fix = ERRORS[code].fix;
    if (options.place !== undefined) this.place = options.place;
  }
}

export function isAttuneError(error: unknown, code?: ErrorCode): error is AttuneError {
  return error instanceof AttuneError && (code === undefined || error.code === code);
}
