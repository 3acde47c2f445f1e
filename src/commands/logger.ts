import { pino, type Logger } from "pino";
import pc from "picocolors";

/** Logs on stderr: JSON lines for programs, single readable lines on a terminal. */
export function createLogger(level: string): Logger {
  const destination = process.stderr.isTTY
    ? { write: (line: string) => void process.stderr.write(readable(line)) }
    : pino.destination(2);
  return pino({ level, base: null }, destination);
}

const NAMES: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

function readable(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as {
    level: number;
    time: number;
    msg?: string;
    [name: string]: unknown;
  };
  const name = (NAMES[level] ?? String(level)).padEnd(5);
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const shown = level >= 50 ? pc.red(name) : level >= 40 ? pc.yellow(name) : pc.green(name);
  return `${new Date(time).toISOString().slice(11, 23)} ${shown} ${msg ?? ""} ${pc.dim(rest.join(" "))}\n`;
}
