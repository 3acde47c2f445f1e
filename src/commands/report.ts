import { type AttuneError, ERRORS, type ErrorCode, isAttuneError } from "../domain/errors.js";

/** How commands speak: results on stdout, progress and errors on stderr, and an exit code that scripts can rely on. */

export type ExitCode = 0 | 1 | 2 | 3;

/** What a command that ends has to say: fields for programs, lines for people. */
export interface Outcome {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
  readonly exitCode?: ExitCode;
}

/** Runs a command that ends: with --json one object as the last line on stdout, for errors too. */
export async function report(options: { readonly json?: boolean }, run: () => Promise<Outcome>): Promise<void> {
  try {
    const { fields, lines, exitCode } = await run();
    for (const line of options.json === true ? [JSON.stringify(fields)] : lines) print(line);
    process.exitCode = exitCode ?? 0;
  } catch (error) {
    reportError(error, options.json === true);
  }
}

export function reportError(error: unknown, asJson: boolean): void {
  const { code, message, fix } = describeError(error);
  note(`${code}: ${message}`);
  note(`fix: ${fix}`);
  if (asJson) print(JSON.stringify({ error: { code, message, fix } }));
  process.exitCode = exitCodeOf(code);
}

export function describeError(error: unknown): Pick<AttuneError, "code" | "message" | "fix"> {
  if (isAttuneError(error)) return { code: error.code, message: error.message, fix: error.fix };
  const message = error instanceof Error ? error.message : String(error);
  const isInUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const code = isInUse ? "ATTUNE_ADDRESS_IN_USE" : "ATTUNE_UNEXPECTED";
  return { code, message, fix: ERRORS[code].fix };
}

const USAGE: readonly ErrorCode[] = [
  "ATTUNE_USAGE",
  "ATTUNE_CONFIG_INVALID",
  "ATTUNE_CONFIG_MISSING",
  "ATTUNE_URL_UNSUPPORTED",
];
const UNREACHABLE: readonly ErrorCode[] = ["ATTUNE_LOG_UNAVAILABLE", "ATTUNE_STATE_UNAVAILABLE"];

export function exitCodeOf(code: ErrorCode): ExitCode {
  return USAGE.includes(code) ? 2 : UNREACHABLE.includes(code) ? 3 : 1;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Text from outside as it may stand in a terminal: control characters (escape sequences, line breaks) and characters that turn the
 * direction of writing are spelled out.
 */
export function safeText(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, "0")}`;
  });
}

/** 1234567 -> "1,234,567". */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
