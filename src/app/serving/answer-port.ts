import type { MessagePort } from "node:worker_threads";
import { isAttuneError } from "../../domain/errors.js";
import type { ScoringKeeper } from "../scoring/scoring-keeper.js";
import type { ServingKeeper } from "./keeper.js";
import type { Answer, Question } from "./messages.js";

/** Whom a port asks. */
export interface Keepers {
  /** What recommends, opened by who asks first. */
  serving(): Promise<Pick<ServingKeeper, "current" | "shared" | "forget">>;
  readonly scoring: Pick<ScoringKeeper, "current" | "shared" | "forget">;
}

/** Answers what a thread asks over a port, until it is closed. */
export function answerPort(port: MessagePort, keepers: Keepers): void {
  port.on(
    "message",
    (question: Question) => void answerTo(question, keepers).then((answer) => port.postMessage(answer)),
  );
}

async function answerTo(question: Question, { serving, scoring }: Keepers): Promise<Answer> {
  const { id } = question;
  try {
    switch (question.kind) {
      case "current":
        return { id, value: await (await serving()).current() };
      case "serve":
        return { id, value: await (await serving()).shared(question.pin) };
      case "scoring":
        return { id, value: await scoring.current() };
      case "score":
        return { id, value: await scoring.shared(question.model) };
      case "forget": {
        const scored = await scoring.forget();
        return { id, value: (await (await serving()).forget(question.person)) || scored };
      }
    }
  } catch (error) {
    const code = isAttuneError(error) ? error.code : "ATTUNE_UNEXPECTED";
    return { id, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}
