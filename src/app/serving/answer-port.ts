import type { MessagePort } from "node:worker_threads";
import { isAttuneError } from "../../domain/errors.js";
import type { ServingKeeper } from "./keeper.js";
import type { Answer, Question } from "./messages.js";

type Asked = Pick<ServingKeeper, "current" | "shared" | "forget">;

/** Answers what a thread asks over a port, until it is closed. `open`: the keeper, opened by who asks first. */
export function answerPort(port: MessagePort, open: () => Promise<Asked>): void {
  port.on("message", (question: Question) => void answerTo(question, open).then((answer) => port.postMessage(answer)));
}

async function answerTo(question: Question, open: () => Promise<Asked>): Promise<Answer> {
  const { id } = question;
  try {
    const keeper = await open();
    switch (question.kind) {
      case "current":
        return { id, value: await keeper.current() };
      case "serve":
        return { id, value: await keeper.shared(question.pin) };
      case "forget":
        return { id, value: await keeper.forget(question.person) };
    }
  } catch (error) {
    const code = isAttuneError(error) ? error.code : "ATTUNE_UNEXPECTED";
    return { id, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}
