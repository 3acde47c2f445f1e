import { Presets, SingleBar } from "cli-progress";
import { grouped, note } from "./report.js";

/** Progress on stderr: a bar on a terminal, a plain line now and then elsewhere. Never on stdout: that is for results. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

const PLAIN_EVERY_MS = 5_000;

export function startProgress(verb: string, unit: string, total?: number): Progress {
  return process.stderr.isTTY && total !== undefined ? bar(verb, unit, total) : plain(verb, unit, total);
}

function bar(verb: string, unit: string, total: number): Progress {
  const format = `${verb} {bar} {percentage}% | {value}/{total} ${unit} | {eta_formatted} left`;
  const shown = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, etaBuffer: 50, fps: 5 },
    Presets.shades_classic,
  );
  shown.start(total, 0);
  return { update: (done) => shown.update(done), stop: () => shown.stop() };
}

function plain(verb: string, unit: string, total: number | undefined): Progress {
  let next = performance.now() + PLAIN_EVERY_MS;
  return {
    update(done) {
      if (performance.now() < next) return;
      next = performance.now() + PLAIN_EVERY_MS;
      note(`${verb} ${grouped(done)}${total === undefined ? "" : ` of ${grouped(total)}`} ${unit}`);
    },
    stop() {},
  };
}
