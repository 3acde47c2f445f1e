import type { MessagePort } from "node:worker_threads";
import { isAttuneError } from "../../domain/errors.js";
import type { ServingKeeper } from "./keeper.js";
import type { Answer, Question } from "./messages.js";

/** Answers what a thread asks over a port, until it is closed. */
export function answerPort(port: MessagePort, keeper: Pick<ServingKeeper, "shared" | "forget">): void {
  port.on(
    "message",
    (question: Question) => void answerTo(question, keeper).then((answer) => port.postMessage(answer)),
  );
}

async function answerTo(question: Question, keeper: Pick<ServingKeeper, "shared" | "forget">): Promise<Answer> {
  const { id } = question;
  try {
    if (question.kind === "serve") return { id, served: await keeper.shared(question.pin) };
    await keeper.forget(question.person);
    return { id };
  } catch (error) {
    const code = isAttuneError(error) ? error.code : "ATTUNE_UNEXPECTED";
    return { id, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}
