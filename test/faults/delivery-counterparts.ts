import { HttpProvider, type HttpBehaviour } from "../harness/http-provider.js";
import { SmtpSink, type SmtpBehaviour } from "../harness/smtp-sink.js";
import { seededRandom } from "./seeded-random.js";

/** One time a message was handed to a provider. */
export interface Taking {
  readonly message: string;
  /** The real clock, ms. */
  readonly at: number;
}

/** What goes wrong, and how often: shares of the calls. */
const FAULTS = {
  unavailable: 0.05,
  hang: 0.02,
  reset: 0.02,
  "take-then-reset": 0.03,
  "take-then-hang": 0.02,
  malformed: 0.01,
  "slow-down": 0.001,
} as const;
type Fault = keyof typeof FAULTS | "none";

const MESSAGE_ID = /^message-id:\s*<([^@>]+)@/im;

/** The real providers of the delivery run. Each misbehaves by chance, from a seed, and refuses those who are called "refusing". */
export class Counterparts {
  /** With an idempotency key: it takes a message once. */
  readonly webhook: HttpProvider;
  /** Without one. */
  readonly sms: HttpProvider;
  readonly smtp: SmtpSink;

  private constructor(webhook: HttpProvider, sms: HttpProvider, smtp: SmtpSink) {
    this.webhook = webhook;
    this.sms = sms;
    this.smtp = smtp;
  }

  static async start(seed: number): Promise<Counterparts> {
    const random = seededRandom(seed);
    const http = (body: Buffer): HttpBehaviour =>
      body.includes("refusing-") ? { status: 400 } : httpBehaviour(draw(random));
    return new Counterparts(
      await HttpProvider.start({ keyHeader: "webhook-id", behave: ({ body }) => http(body) }),
      await HttpProvider.start({ behave: ({ body }) => http(body), accepted: () => ({ status: 202, body: "{}" }) }),
      await SmtpSink.start({
        behave: (stage, raw) => {
          if (stage !== "data" || raw === undefined) return "ok";
          if (raw.includes("refusing-")) return { code: 550, text: "5.1.1 no such user" };
          return smtpBehaviour(draw(random));
        },
      }),
    );
  }

  /** What reached a provider, and whether it took it: by what the provider itself saw. */
  seen(): { readonly calls: Taking[]; readonly taken: Taking[] } {
    const http = (calls: HttpProvider["calls"]): Taking[] => calls.map(({ body, at }) => ({ message: idIn(body), at }));
    const mails = this.smtp.mails.map(({ raw, at }) => ({ message: MESSAGE_ID.exec(raw.toString())?.[1] ?? "", at }));
    return {
      calls: [...http(this.webhook.calls), ...http(this.sms.calls), ...mails],
      taken: [...http(this.webhook.taken), ...http(this.sms.taken), ...mails],
    };
  }

  async stop(): Promise<void> {
    for (const each of [this.webhook, this.sms, this.smtp]) await each.stop();
  }
}

/** Every body of the run carries its message's id. */
function idIn(body: Buffer): string {
  return /m\d+-\d+\.by-[a-z]+/.exec(body.toString())?.[0] ?? "";
}

function draw(random: () => number): Fault {
  let left = random();
  return (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).find((fault) => (left -= FAULTS[fault]) < 0) ?? "none";
}

function httpBehaviour(fault: Fault): HttpBehaviour {
  switch (fault) {
    case "none":
      return "take";
    case "unavailable":
      return { status: 503 };
    case "malformed":
      return { status: 422 };
    case "slow-down":
      return { status: 429, headers: { "retry-after": "1" } };
    default:
      return fault;
  }
}

function smtpBehaviour(fault: Fault): SmtpBehaviour {
  switch (fault) {
    case "none":
      return "ok";
    case "unavailable":
    case "slow-down":
      return { code: 451, text: "4.3.0 try again later" };
    case "malformed":
      return { code: 554, text: "5.6.0 not like this" };
    default:
      return fault;
  }
}
