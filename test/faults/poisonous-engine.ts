import type { PersonEvent } from "../../src/domain/event.js";
import type { Engine } from "../../src/domain/step.js";

/** How a marked event (`properties.poison`) hurts: a throw, an endless loop, the end of the thread, the end of the process. */
export type Poison = "throw" | "loop" | "exit" | "kill";

/** The engine with a bug: it falls over marked events. */
export function poisonousEngine<TProfile>(engine: Engine<TProfile>): Engine<TProfile> {
  return {
    contextVersion: engine.contextVersion,
    step(profile, event, partition) {
      suffer(poisonOf(event));
      return engine.step(profile, event, partition);
    },
    under: (population) => poisonousEngine(engine.under(population)),
    serving: (recommender) => poisonousEngine(engine.serving(recommender)),
    scoring: (scoring) => poisonousEngine(engine.scoring(scoring)),
    population: (statistics, time) => engine.population(statistics, time),
    faded: (statistics, time) => engine.faded(statistics, time),
    recheck: (profile, message, time) => engine.recheck(profile, message, time),
    encode: (profile) => engine.encode(profile),
    decode: (bytes) => engine.decode(bytes),
    describe: (profile) => engine.describe(profile),
    sizeOf: (profile) => engine.sizeOf(profile),
  };
}

function poisonOf(event: PersonEvent): string | undefined {
  if (event.type !== "track") return undefined;
  const poison = event.properties["poison"];
  return typeof poison === "string" ? poison : undefined;
}

function suffer(poison: string | undefined): void {
  switch (poison as Poison | undefined) {
    case "throw":
      throw new TypeError("a bug in the engine");
    case "loop":
      for (;;);
    case "exit":
      return process.exit(1);
    case "kill":
      process.kill(process.pid, "SIGKILL");
      return;
    case undefined:
  }
}
