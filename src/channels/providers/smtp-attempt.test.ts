import { describe, expect, it } from "vitest";
import { smtpAttempt } from "./smtp-attempt.js";

function refusal(command: string, response: string, code = "EENVELOPE"): unknown {
  return { command, response, code, responseCode: Number(response.slice(0, 3)) };
}

describe("what a mail server's refusal says", () => {
  it.each([
    ["RCPT TO", "550 5.1.1 <ann@example.com> unknown", { outcome: "rejected", failure: "hard-bounce" }],
    ["RCPT TO", "550 no such user here", { outcome: "rejected", failure: "hard-bounce" }],
    ["RCPT TO", "556 5.1.10 takes no mail", { outcome: "rejected", failure: "hard-bounce" }],
    ["RCPT TO", "550 5.2.1 mailbox disabled", { outcome: "rejected", failure: "hard-bounce" }],
    ["DATA", "550 5.1.1 <ann@example.com> unknown", { outcome: "rejected", failure: "hard-bounce" }],
    ["RCPT TO", "552 5.2.2 mailbox full", { outcome: "rejected", failure: "soft-bounce" }],
    ["RCPT TO", "552 mailbox full", { outcome: "rejected", failure: "soft-bounce" }],
    // Our fault, not the address's.
    ["RCPT TO", "550 5.7.1 blocked", { outcome: "rejected" }],
    ["RCPT TO", "550 5.1.8 bad sender", { outcome: "rejected" }],
    ["DATA", "554 5.7.1 spam", { outcome: "rejected" }],
    ["DATA", "550 looks like spam", { outcome: "rejected" }],
    ["MAIL FROM", "552 5.3.4 too large", { outcome: "rejected" }],
    ["MAIL FROM", "550 5.7.1 you may not send", { outcome: "endpoint-down" }],
    ["MAIL FROM", "530 5.7.0 authenticate first", { outcome: "endpoint-down" }],
    ["RCPT TO", "450 4.2.0 greylisted", { outcome: "retry" }],
    ["RCPT TO", "452 4.2.2 mailbox full", { outcome: "retry" }],
    ["DATA", "451 local error", { outcome: "retry" }],
    ["CONN", "554 5.7.1 your network is blocked", { outcome: "endpoint-down" }],
    ["STARTTLS", "502 not here", { outcome: "endpoint-down" }],
    ["CONN", "421 4.7.0 too many connections", { outcome: "retry" }],
  ] as const)("%s: %s", (command, response, expected) => {
    const attempt = smtpAttempt(refusal(command, response), command === "DATA");
    expect(attempt).toEqual({ ...expected, code: expect.stringMatching(/^smtp\.[\d.]+$/) as string });
  });

  it("a password that isn't taken ends the way; one that can't be checked now doesn't", () => {
    expect(smtpAttempt(refusal("AUTH PLAIN", "535 5.7.8 no", "EAUTH"), false).outcome).toBe("endpoint-down");
    expect(smtpAttempt(refusal("AUTH PLAIN", "454 4.7.0 later", "EAUTH"), false).outcome).toBe("retry");
  });

  it("without an answer there is doubt as soon as the mail was handed over", () => {
    expect(smtpAttempt({ code: "ECONNECTION" }, false)).toEqual({ outcome: "retry", code: "smtp.unreachable" });
    expect(smtpAttempt({ code: "ECONNECTION" }, true)).toEqual({ outcome: "unknown", code: "smtp.lost" });
    expect(smtpAttempt({ code: "ETIMEDOUT" }, true)).toEqual({ outcome: "unknown", code: "smtp.timeout" });
  });
});
