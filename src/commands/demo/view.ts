import pc from "picocolors";
import type { Status } from "../../app/status.js";
import type { Candidate } from "../../domain/decision.js";
import type { FinalState } from "../../domain/delivery.js";
import { grouped, safeText } from "../report.js";
import { type Intent, intentLines } from "./intent.js";
import type { Recommended } from "./recommended.js";
import { recommendedLines } from "./recommended-lines.js";
import type { Shown } from "./showcase.js";

/** What the demo knows at one moment. */
export interface Moment {
  readonly status: Status;
  readonly sent: number;
  /** Events applied per second, of late. */
  readonly rate: number;
  /** The shop's time, ms. */
  readonly shopTime: number;
  readonly shown: Shown | undefined;
  /** Of whom the shown decision is about. */
  readonly intent: Intent | undefined;
  readonly recommended: Recommended | undefined;
}

const CLEAR_DOWN = "\u001b[J";

/** Redraws a block of lines in its place on a terminal. */
export class LiveBlock {
  readonly #out: NodeJS.WriteStream;
  #height = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  draw(lines: readonly string[]): void {
    const up = this.#height === 0 ? "" : `\u001b[${this.#height}A\r${CLEAR_DOWN}`;
    // A line that wraps would break the count: it is cut, colours closed by picocolors' own ends staying within the width.
    const width = this.#out.columns ?? 100;
    this.#out.write(`${up}${lines.map((line) => (plainLength(line) > width ? cut(line, width) : line)).join("\n")}\n`);
    this.#height = lines.length;
  }
}

export function liveLines(moment: Moment): string[] {
  return [
    `${pc.bold("Attune demo")}  a seeded shop in fast motion, shop time ${dayAndTime(moment.shopTime)}`,
    "",
    ...countLines(moment),
    "",
    ...(moment.shown === undefined
      ? [pc.dim("  no message yet: somebody has to leave a cart, or buy")]
      : whyLines(moment.shown)),
    "",
    ...(moment.intent === undefined ? [] : [...intentLines(moment.intent), ""]),
    ...(moment.recommended === undefined ? [] : [...recommendedLines(moment.recommended), ""]),
    pc.dim("  Ctrl-C ends"),
  ];
}

export function plainLine({ status, sent, rate, shopTime }: Moment): string {
  return [
    `shop time ${dayAndTime(shopTime)}`,
    `sent ${grouped(sent)}`,
    `applied ${grouped(status.applied)}`,
    `${grouped(rate)}/s`,
    `people ${grouped(status.people)}`,
    `decisions ${grouped(status.decisions)}`,
    `messages ${counts(status.messages)}`,
    `dead ${grouped(status.dead)}`,
    `lag ${grouped(status.lag)}`,
  ].join(" | ");
}

export function countLines({ status, rate }: Pick<Moment, "status" | "rate">): string[] {
  return [
    `  events     ${pc.bold(grouped(status.applied))} applied, ${grouped(rate)} a second, dead ${grouped(status.dead)}, lag ${grouped(status.lag)}`,
    `  people     ${pc.bold(grouped(status.people))}`,
    `  decisions  ${pc.bold(grouped(status.decisions))}   ${pc.dim(counts(status.occasions))}`,
    `  messages   ${pc.bold(counts(status.messages))}`,
    `  delivered  ${pc.bold(counts(endedAs(status, "sent")))}   ${pc.dim(`withheld at the last moment: ${counts(endedAs(status, "suppressed"))}`)}`,
  ];
}

/** One decision with its reasons, and the words that left. */
export function whyLines({ decision, message }: Shown): string[] {
  const wide = Math.max(...decision.candidates.map((candidate) => candidate.treatment.length));
  return [
    `  ${pc.bold("Why?")}  ${dayAndTime(decision.time)}, ${decision.occasion}: ${safeText(decision.person)} gets ${pc.green(decision.winner ?? "")}`,
    ...decision.candidates.map((candidate) => `    ${candidateLine(candidate, wide)}`),
    `    ${pc.cyan(`"${safeText(message.copy.title)}"`)}  ${safeText(message.copy.body)}`,
  ];
}

function candidateLine(candidate: Candidate, wide: number): string {
  const { treatment, stage, code, detail, p, c, v, l, priority } = candidate;
  const name = treatment.padEnd(wide);
  const why = `${code.padEnd(24)} ${detail === undefined ? "" : safeText(detail)}`;
  const product = `P ${short(p)} x C ${short(c)} x V ${short(v)} x L ${short(l)} = ${short(priority)}`;
  if (stage === "emitted")
    return `${pc.green(`+ ${name}`)}  ${stage.padEnd(14)} ${code.padEnd(24)} ${pc.bold(product)}`;
  return `${pc.dim(`- ${name}`)}  ${stage.padEnd(14)} ${stage === "arbitration" ? `${code.padEnd(24)} ${product}` : why}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** How many deliveries of each channel ended so; channels without any are left out. */
function endedAs({ deliveries }: Status, state: FinalState): Record<string, number> {
  return Object.fromEntries(
    Object.entries(deliveries).flatMap(([channel, states]) => (states[state] > 0 ? [[channel, states[state]]] : [])),
  );
}

function counts(of: Readonly<Record<string, number>>): string {
  return (
    Object.entries(of)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${grouped(count)}`)
      .join(", ") || "none"
  );
}

/** "Tue 3 Mar 14:05". */
function dayAndTime(time: number): string {
  const text = new Date(time).toUTCString();
  return `${text.slice(0, 3)} ${Number(text.slice(5, 7))} ${text.slice(8, 11)} ${text.slice(17, 22)}`;
}

const COLOUR = /\u001b\[[0-9;]*m/g;

function plainLength(line: string): number {
  return line.replaceAll(COLOUR, "").length;
}

/** Cuts to `width` visible characters, keeping every colour code so that each is closed. */
function cut(line: string, width: number): string {
  let left = width;
  return line
    .split(/(\u001b\[[0-9;]*m)/)
    .map((part, i) => {
      if (i % 2 === 1) return part;
      const kept = part.slice(0, left);
      left -= kept.length;
      return kept;
    })
    .join("");
}
