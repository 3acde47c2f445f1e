import { type Progress, startProgress } from "./progress.js";

/** One bar a phase. */
export class Phases {
  #phase: string | undefined;
  #progress: Progress | undefined;

  show(phase: string, done: number, total: number): void {
    if (phase !== this.#phase) {
      this.stop();
      this.#phase = phase;
      this.#progress = startProgress(phase, "steps", total);
    }
    this.#progress?.update(done);
  }

  stop(): void {
    this.#progress?.stop();
    this.#progress = undefined;
  }
}
